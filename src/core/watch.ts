/** Watches what a plugin does with a stream that it was lent. */
import type { StreamEvent } from '../anthropic/events.ts'
import { Batch, type BatchStream } from './batch.ts'
import { type Flow, flowOf, iterate } from './flow.ts'
import { Interrupt } from './interrupt.ts'
import { Misuse } from './running-plugin.ts'

/** Notices a plugin that does nothing for too long, and a whole JSON answer that comes out as it went in. */
export class Watch {
  readonly interrupt = new Interrupt()
  taken = false
  /** True where nobody need be watched any more. */
  isOver = false
  readonly #limit: number
  #timer: NodeJS.Timeout | undefined
  #held = false
  #body: Batch | undefined
  #matched = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The plugin's view of a stream: asking for the next event lets go of the one before. */
  batches(stream: BatchStream): BatchStream {
    return new WatchedFlow(flowOf(stream), this)
  }

  /** The plugin wants the next batch. */
  asked(): void {
    this.taken = true
    this.released()
  }

  given(batch: Batch): void {
    this.#body = batch.source === 'body' ? batch : undefined
    this.#matched = 0
    this.hold()
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
    this.isOver = true
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

class WatchedFlow implements Flow<Batch> {
  readonly #inner: Flow<Batch>
  readonly #watch: Watch

  constructor(inner: Flow<Batch>, watch: Watch) {
    this.#inner = inner
    this.#watch = watch
  }

  get isOver(): boolean {
    return this.#inner.isOver
  }

  take(): Batch | undefined {
    if (this.#watch.isOver) return this.#inner.take()
    this.#watch.asked()
    const batch = this.#inner.take()
    if (batch) this.#watch.given(batch)
    return batch
  }

  ready(): Promise<void> {
    return this.#inner.ready()
  }

  leave(): Promise<void> | void {
    return this.#inner.leave()
  }

  [Symbol.asyncIterator](): AsyncIterator<Batch> {
    return iterate(this)
  }
}
