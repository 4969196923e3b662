/** Runs a stream that a plugin writes itself (`around`, `transformEvents`): legal, supervised, and blamed by name. */
import { ApiError } from '../anthropic/errors.ts'
import type { EventStream, StreamEvent } from '../anthropic/events.ts'
import { Batch, type BatchStream, batchesBehind, eventsOf } from './batch.ts'
import { Interrupt } from './interrupt.ts'
import { LegalStream } from './legal-stream.ts'
import { Misuse, type RunningPlugin } from './running-plugin.ts'

/** Hands a stream to the plugin and watches what it does with it. */
export type Offer = (stream: BatchStream) => EventStream

export interface Authored {
  readonly hook: 'around' | 'transformEvents'
  /** What happens instead, where a plugin that may be skipped fails before it has taken anything. */
  readonly bypass: () => BatchStream
  readonly start: (offer: Offer) => EventStream | undefined
  /** Called when the plugin has yielded for the first time. */
  readonly onFirst?: () => void
}

export async function* authored(running: RunningPlugin, stream: Authored): AsyncGenerator<Batch> {
  const watch = new Watch(running.limits.holdMs)
  try {
    yield* written(running, stream, watch)
  } catch (thrown) {
    if (ApiError.is(thrown)) throw thrown
    const fault = running.fault(stream.hook, thrown)
    if (!running.skips(stream.hook) || watch.taken) throw fault
    yield* stream.bypass()
  } finally {
    watch.stop()
  }
}

async function* written(running: RunningPlugin, stream: Authored, watch: Watch): AsyncGenerator<Batch> {
  const events = stream.start(offered => eventsOf(watch.batches(offered)))
  if (typeof events?.[Symbol.asyncIterator] !== 'function') {
    throw new Misuse('it returned no stream; make it an async generator')
  }
  const untouched = batchesBehind(events)
  if (untouched) yield* untouched
  else yield* repaired(running, stream, events, watch)
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
      if (typeof step.value?.type !== 'string') throw new Misuse('it yielded something that is no event')
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

/** Notices a plugin that does nothing for too long, and a whole JSON answer that comes out as it went in. */
class Watch {
  readonly interrupt = new Interrupt()
  taken = false
  readonly #limit: number
  #timer: NodeJS.Timeout | undefined
  #held = false
  #body: Batch | undefined
  #matched = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The plugin's view of a stream: asking for the next event lets go of the one before. */
  async *batches(stream: BatchStream): AsyncGenerator<Batch> {
    this.taken = true
    this.released()
    for await (const batch of stream) {
      this.#body = batch.source === 'body' ? batch : undefined
      this.#matched = 0
      this.hold()
      yield batch
      this.released()
    }
  }

  /** It is the plugin's turn: neither does it wait for the stream it was given, nor has it passed something on. */
  hold(): void {
    this.#held = true
    if (this.#timer) this.#timer.refresh()
    else this.#timer = setTimeout(() => this.#late(), this.#limit)
  }

  #late(): void {
    const seconds = this.#limit / 1000
    if (this.#held) {
      this.interrupt.fire(new Misuse(`for ${seconds} s it neither passed an event on nor asked for one`))
    }
  }

  released(): void {
    this.#held = false
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  /**
   * The batch for what the plugin yielded. Events of a whole JSON answer are kept back until all have come through, so
   * that an answer nobody changed leaves as the upstream's own bytes; they were all there from the start.
   */
  rejoined(out: StreamEvent | readonly StreamEvent[]): Batch | undefined {
    const events = Array.isArray(out) ? (out as readonly StreamEvent[]) : [out as StreamEvent]
    const body = this.#body
    if (!body) return events.length ? Batch.ofEvents(events) : undefined
    if (events.length === 1 && events[0] === body.events[this.#matched]) {
      this.#matched += 1
      if (this.#matched < body.events.length) return undefined
      this.#body = undefined
      return body
    }
    return Batch.ofEvents([...this.withheld(), ...events])
  }

  /** What was kept back and will not be completed. */
  withheld(): readonly StreamEvent[] {
    const kept = this.#body?.events.slice(0, this.#matched) ?? []
    this.#body = undefined
    return kept
  }
}
