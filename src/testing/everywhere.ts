/** Runs a plugin again and again, with a different accident each time. */
import { AssertionError, deepStrictEqual } from 'node:assert'
import { InternalError } from '../anthropic/errors.ts'
import type { StreamEvent } from '../anthropic/events.ts'
import type { Message } from '../anthropic/message.ts'
import type { Plugin } from '../core/plugin.ts'
import { assertLegalStream } from './legal-stream.ts'
import { sse } from './messages.ts'
import { type PluginRun, type RunOptions, runPlugin } from './run-plugin.ts'

/** A plugin, or a function that makes a fresh one for each run: for plugins that keep state between exchanges. */
export type PluginSource = Plugin | (() => Plugin)

/** An upstream whose bytes are known beforehand. Default `Hello!`. */
export interface CutOptions extends Omit<RunOptions, 'upstream'> {
  readonly upstream?: string | Message | readonly StreamEvent[] | Uint8Array
  /** So many places, evenly spread, in place of every byte: for long streams and slow plugins. */
  readonly places?: number
}

/** Every way in which bytes can arrive in two reads; with `places` so many of them, evenly spread. */
export function* everyCut(
  bytes: Uint8Array,
  places = bytes.length,
): Generator<readonly [Uint8Array, Uint8Array]> {
  for (const place of spread(1, bytes.length, places)) yield [bytes.subarray(0, place), bytes.subarray(place)]
}

/** Whole numbers from `first` to below `end`: all, or so many, in equal steps. */
function* spread(first: number, end: number, most: number): Generator<number> {
  const step = Math.max(1, (end - first) / most)
  for (let place = first; place < end; place += step) yield Math.floor(place)
}

/**
 * Runs the plugin with the upstream's bytes arriving in two reads, cut at every byte in turn. Returns the run of the
 * uncut stream.
 *
 * Throws an `AssertionError` for the first cut that changes an event of the answer, and where a plugin reports a
 * fault or the answer is no legal stream.
 *
 * @example
 * await cutEverywhere(() => redact(), { upstream: 'My key is sk-ant-secret.' })
 */
export async function cutEverywhere(plugin: PluginSource, options: CutOptions = {}): Promise<PluginRun> {
  const bytes = bytesOf(options)
  const whole = await runPlugin(made(plugin), { ...options, upstream: bytes })
  checked(whole, 'uncut')
  for (const reads of everyCut(bytes, options.places)) {
    const run = await runPlugin(made(plugin), { ...options, upstream: reads })
    const place = `cut at byte ${reads[0].length}, behind ${tailOf(reads[0])}`
    checked(run, place)
    same(run.events, whole.events, place)
  }
  return whole
}

/**
 * Runs the plugin with an upstream that is lost at every byte in turn, from before the first to before the last.
 * Returns all runs.
 *
 * Throws an `AssertionError` where the client gets no legal stream or beginning of one, and where a plugin reports a
 * fault. Which answers may be rescued is for the test to say: a run without `error` was.
 *
 * @example
 * const runs = await breakEverywhere(() => cost())
 * expect(runs.every(({ error }) => error?.status === 500)).to.equal(true)
 */
export async function breakEverywhere(
  plugin: PluginSource,
  options: CutOptions = {},
): Promise<readonly PluginRun[]> {
  const bytes = bytesOf(options)
  const runs: PluginRun[] = []
  for (const place of spread(0, bytes.length, options.places ?? bytes.length)) {
    const begun = bytes.subarray(0, place)
    const lost = new InternalError('the connection to the upstream was lost')
    const run = await runPlugin(made(plugin), { ...options, upstream: [begun, lost] })
    checked(run, `lost at byte ${place}, behind ${tailOf(begun)}`)
    runs.push(run)
  }
  return runs
}

/**
 * Runs the plugin with a client that leaves: before the answer, and after every event of it but the last. Returns all
 * runs.
 *
 * Throws an `AssertionError` where such an exchange does not end as aborted, where the client got no legal beginning of
 * a stream, and where a plugin reports a fault.
 *
 * @example
 * await abortEverywhere(() => council(), { upstream: 'Hello' })
 */
export async function abortEverywhere(
  plugin: PluginSource,
  options: RunOptions = {},
): Promise<readonly PluginRun[]> {
  const { upstream } = options
  // Bytes in one read would be one batch, which a client can only leave before or after.
  const single = upstream instanceof Uint8Array ? { ...options, upstream: readsByEvent(upstream) } : options
  const whole = await runPlugin(made(plugin), single)
  checked(whole, 'not aborted')
  const runs: PluginRun[] = []
  for (let abortAfter = 0; abortAfter < whole.events.length; abortAfter++) {
    const run = await runPlugin(made(plugin), { ...single, abortAfter })
    const place = `the client left after ${abortAfter} events`
    checked(run, place)
    if (run.outcome?.kind !== 'aborted')
      fail(place, `the exchange ended as ${run.outcome?.kind}, not as aborted`)
    runs.push(run)
  }
  return runs
}

const made = (plugin: PluginSource): Plugin => (typeof plugin === 'function' ? plugin() : plugin)

const bytesOf = ({ upstream = 'Hello!' }: CutOptions): Uint8Array =>
  upstream instanceof Uint8Array ? upstream : sse(upstream)

/** A read for each event, borders as the API sends them. */
function readsByEvent(bytes: Uint8Array): readonly Uint8Array[] {
  const text = Buffer.from(bytes).toString('latin1')
  return text.split(/(?<=\n\n)/).map(part => Buffer.from(part, 'latin1'))
}

/** What holds of every run, whatever befalls it. */
function checked(run: PluginRun, place: string): void {
  const [fault] = run.reports
  if (fault !== undefined) fail(place, fault)
  const isBroken = run.error !== undefined || run.outcome?.kind === 'aborted'
  try {
    assertLegalStream(run.events, { partial: isBroken })
  } catch (thrown) {
    fail(place, (thrown as Error).message)
  }
}

function same(actual: readonly StreamEvent[], expected: readonly StreamEvent[], place: string): void {
  try {
    deepStrictEqual(actual, expected)
  } catch (thrown) {
    fail(place, (thrown as Error).message)
  }
}

function fail(place: string, reason: string): never {
  throw new AssertionError({ message: `${place}: ${reason}`, stackStartFn: fail })
}

const tailOf = (bytes: Uint8Array): string => JSON.stringify(Buffer.from(bytes).toString().slice(-40))
