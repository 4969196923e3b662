/** Runs a stream that a plugin writes itself (`around`, `transformEvents`): legal, supervised, and blamed by name. */
import { ApiError } from '../anthropic/errors.ts'
import type { EventStream } from '../anthropic/events.ts'
import { Batch, type BatchStream, batchesBehind, eventsOf } from './batch.ts'
import { eventFault } from './event-shape.ts'
import { type Flow, flowOf, HoldingFlow } from './flow.ts'
import { LegalStream } from './legal-stream.ts'
import type { Awaitable } from './plugin.ts'
import { Misuse, type RunningPlugin } from './running-plugin.ts'
import { Watch } from './watch.ts'

/** Hands a stream to the plugin and watches what it does with it. */
export type Offer = (stream: BatchStream) => EventStream

export interface Authored {
  readonly hook: 'around' | 'transformEvents'
  /** What happens instead, where a plugin that may be skipped fails before it has taken anything. */
  readonly bypass: () => BatchStream
  readonly start: (offer: Offer) => Awaitable<EventStream | undefined>
  /** Called when the plugin has yielded for the first time, or has decided for a stream. */
  readonly onFirst?: () => void
}

/**
 * The stream that the plugin makes. One that it was given, and gives back, is asked directly from then on: neither a
 * generator nor a promise of ours stands between.
 */
export const authored = (running: RunningPlugin, stream: Authored): BatchStream =>
  new AuthoredStream(running, stream)

class AuthoredStream extends HoldingFlow<Batch> {
  readonly #running: RunningPlugin
  readonly #stream: Authored
  #chosen: Flow<Batch> | undefined
  #failure: { readonly thrown: unknown } | undefined
  #hasLeft = false

  constructor(running: RunningPlugin, stream: Authored) {
    super()
    this.#running = running
    this.#stream = stream
  }

  /** Who leaves does not wait for a stream that is yet to be chosen. */
  leave(): Promise<void> | void {
    this.#hasLeft = true
    return this.#chosen?.leave()
  }

  protected pull(): Batch | undefined {
    if (this.#failure) this.fail(this.#failure.thrown)
    const chosen = this.#chosen
    if (!chosen) {
      this.hold(this.#choose())
      return undefined
    }
    const batch = chosen.take()
    if (!batch && chosen.isOver) this.end()
    return batch
  }

  protected wait(): Promise<void> {
    return this.#chosen?.ready() ?? Promise.resolve()
  }

  async #choose(): Promise<void> {
    try {
      this.#chosen = flowOf(await this.#choice())
      if (this.#hasLeft) await this.#chosen.leave()
    } catch (thrown) {
      this.#failure = { thrown }
    }
  }

  async #choice(): Promise<BatchStream> {
    const watch = new Watch(this.#running.limits.holdMs)
    try {
      const events = await this.#made(watch)
      if (typeof events?.[Symbol.asyncIterator] !== 'function') {
        throw new Misuse('it returned no stream; make it an async generator')
      }
      const untouched = batchesBehind(events)
      if (!untouched) return supervised(this.#running, this.#stream, events, watch)
      this.#stream.onFirst?.()
      watch.stop()
      return untouched
    } catch (thrown) {
      watch.stop()
      return instead(thrown, this.#running, this.#stream, watch)
    }
  }

  #made(watch: Watch): Awaitable<EventStream | undefined> {
    const made = this.#stream.start(offered => eventsOf(watch.batches(offered)))
    if (!isPromise(made)) return made
    const asked = performance.now()
    watch.hold()
    return watch.interrupt
      .race(made)
      .finally(() => this.#running.spent(this.#stream.hook, performance.now() - asked))
  }
}

const isPromise = (
  value: Awaitable<EventStream | undefined>,
): value is PromiseLike<EventStream | undefined> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function'

async function* supervised(
  running: RunningPlugin,
  stream: Authored,
  events: EventStream,
  watch: Watch,
): AsyncGenerator<Batch> {
  try {
    yield* repaired(running, stream, events, watch)
  } catch (thrown) {
    yield* instead(thrown, running, stream, watch)
  } finally {
    watch.stop()
  }
}

/** What goes on without the plugin, where that may be; else throws its own word, or its fault. */
function instead(thrown: unknown, running: RunningPlugin, stream: Authored, watch: Watch): BatchStream {
  if (ApiError.is(thrown)) throw thrown
  const fault = running.fault(stream.hook, thrown)
  if (!running.skips(stream.hook) || watch.taken) throw fault
  return stream.bypass()
}

async function* repaired(
  running: RunningPlugin,
  { hook, onFirst }: Authored,
  events: EventStream,
  watch: Watch,
): AsyncGenerator<Batch> {
  const legal = new LegalStream()
  legal.changed = true
  const iterator = events[Symbol.asyncIterator]()
  try {
    for (;;) {
      const asked = performance.now()
      watch.hold()
      const step = await watch.interrupt.race(iterator.next())
      running.spent(hook, performance.now() - asked)
      watch.released()
      if (step.done) break
      onFirst?.()
      const fault = eventFault(step.value)
      if (fault !== undefined) throw new Misuse(`it yielded ${fault}`)
      if (step.value.type === 'message_start') legal.began(step.value.message)
      const out = legal.accept(step.value)
      const batch = watch.rejoined(out)
      if (batch) yield batch
    }
    const rest = [...watch.withheld(), ...legal.end()]
    if (rest.length) yield Batch.ofEvents(rest)
  } finally {
    // Not awaited: a generator that hangs must not hang the exchange.
    void Promise.resolve(iterator.return?.()).catch(() => {})
  }
}
