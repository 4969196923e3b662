/** Runs a plugin on recorded exchanges in every way in which one can go, and notes what it did to each. */
import { AssertionError } from 'node:assert'
import { OverloadedError } from '../../anthropic/errors.ts'
import { factoryOf, optionsOf, type Plugin } from '../../core/plugin.ts'
import type { HookName, PluginStatus } from '../../core/running-plugin.ts'
import { abortEverywhere, breakEverywhere, cutEverywhere } from '../../testing/everywhere.ts'
import { assertLegalStream } from '../../testing/legal-stream.ts'
import type { RecordedExchange, RecordedStream } from '../../testing/recorded.ts'
import { type PluginRun, type RunOptions, runPlugin } from '../../testing/run-plugin.ts'
import { changesOf } from './changes.ts'

/** One exchange, or the same one many times over. */
export interface Trial {
  /** Name of the recorded exchange. */
  readonly exchange: string
  readonly way: string
  /** What the plugin has changed, in words; empty where it let everything through. */
  readonly changes: readonly string[]
  /** What held of all runs, where there were many. */
  readonly held?: string
  /** What is wrong, with file and line where a line is to blame. */
  readonly faults: readonly string[]
}

export type HookTimes = Partial<Record<HookName, { readonly calls: number; readonly ms: number }>>

export interface Trials {
  readonly trials: readonly Trial[]
  /** Of those that ran once, all together. */
  readonly time: HookTimes
}

/** Places at which a stream is cut, and those at which it is lost: there a plugin may wait before it asks again. */
const [cuts, losses] = [400, 10]

const nothing: Plugin = { name: 'nothing', apiVersion: 1 }

/** A fresh plugin for each run, where it was made by a factory. */
export function fresh(plugin: Plugin): Plugin {
  const factory = factoryOf(plugin)
  return typeof factory === 'function' ? (factory(optionsOf(plugin)) as Plugin) : plugin
}

/** `from` is the plugin's file, for faults that no line of it has thrown. */
export async function tryPlugin(
  plugin: Plugin,
  exchanges: readonly RecordedExchange[],
  from?: string,
): Promise<Trials> {
  const trials: Trial[] = []
  const statuses: PluginStatus[] = []
  const once = async (exchange: string, way: string, options: RunOptions): Promise<Trial> => {
    const run = await runPlugin(fresh(plugin), { ...options, ...(from !== undefined && { from }) })
    const bare = await runPlugin(nothing, options)
    if (run.status) statuses.push(run.status)
    const trial = { exchange, way, changes: changesOf(run, bare), faults: faultsOf(run) }
    trials.push(trial)
    return trial
  }
  for (const exchange of exchanges) {
    const { faults } = await once(exchange.name, wayOf(exchange), exchange)
    // What fails untouched fails in every place, and each time anew.
    if (exchange.answer === 'stream' && faults.length === 0) {
      trials.push(...(await accidents(() => fresh(plugin), exchange)))
    }
  }
  const first =
    exchanges.find(({ answer }) => answer === 'stream') ?? exchanges.find(({ kind }) => kind === 'messages')
  if (first) {
    const { name, request, headers } = first
    const failure = new OverloadedError('the upstream has no capacity now')
    await once(name, 'fails: overloaded', { request, headers, upstream: failure })
    await once(name, 'tokens are counted', { request, headers, kind: 'count_tokens' })
    if (plugin.children) await once(name, 'asked by another', { request, headers, child: true })
  }
  return { trials, time: timesOf(statuses) }
}

const ways = {
  stream: 'streamed',
  message: 'one JSON body',
  error: 'fails, as recorded',
  count: 'tokens are counted, as recorded',
} as const

const wayOf = ({ answer }: RecordedExchange): string => ways[answer]

async function accidents(make: () => Plugin, exchange: RecordedStream): Promise<readonly Trial[]> {
  const { name, ...options } = exchange
  const places = { cut: { ...options, places: cuts }, lost: { ...options, places: losses } }
  return [
    await repeated(name, 'cut anywhere', 'always the same answer', () => cutEverywhere(make, places.cut)),
    await repeated(name, 'lost anywhere', 'always a legal beginning', () =>
      breakEverywhere(make, places.lost),
    ),
    await repeated(name, 'the client leaves', 'always a legal beginning', () =>
      abortEverywhere(make, options),
    ),
  ]
}

async function repeated(
  exchange: string,
  way: string,
  held: string,
  runs: () => Promise<unknown>,
): Promise<Trial> {
  const trial = { exchange, way, changes: [] }
  try {
    await runs()
    return { ...trial, held, faults: [] }
  } catch (thrown) {
    if (thrown instanceof AssertionError) return { ...trial, faults: [thrown.message] }
    throw thrown
  }
}

function faultsOf(run: PluginRun): readonly string[] {
  const faults = [...run.reports]
  try {
    assertLegalStream(run.events, { partial: run.error !== undefined || run.events.length === 0 })
  } catch (thrown) {
    faults.push(`the stream is not legal: ${(thrown as Error).message}`)
  }
  return faults
}

function timesOf(statuses: readonly PluginStatus[]): HookTimes {
  const times: Partial<Record<HookName, { calls: number; ms: number }>> = {}
  for (const { hooks, time } of statuses) {
    for (const hook of hooks) {
      // Streams that mapText makes are asked directly, and their time is nobody's.
      const { calls = 0, ms = 0 } = time[hook] ?? {}
      if (calls === 0) continue
      const sum = times[hook] ?? { calls: 0, ms: 0 }
      times[hook] = { calls: sum.calls + calls, ms: sum.ms + ms }
    }
  }
  return times
}
