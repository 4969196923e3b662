/**
 * What flows through the onion: the events of one read with the bytes they came from. Whichever of the two is
 * missing is made when somebody first looks at it, so an answer nobody looks into is neither parsed nor encoded.
 */
import type { EventStream, StreamEvent } from '../anthropic/events.ts'
import type { Message } from '../anthropic/message.ts'
import { decodeFrames, encodeEvents } from '../anthropic/sse.ts'
import { unfold } from '../anthropic/unfold.ts'

/** Where a batch came from: complete SSE frames, a whole JSON answer, or events made here. */
export type BatchSource = 'frames' | 'body' | 'events'

export class Batch {
  readonly source: BatchSource
  readonly #raw: Buffer | undefined
  #events: readonly StreamEvent[] | undefined
  #frames: Buffer | undefined

  private constructor(source: BatchSource, raw: Buffer | undefined, events: readonly StreamEvent[] | undefined) {
    this.source = source
    this.#raw = raw
    this.#events = events
  }

  /** Complete SSE frames as read from an upstream that speaks Anthropic's own dialect. */
  static ofFrames(frames: Buffer): Batch {
    return new Batch('frames', frames, undefined)
  }

  /** A whole, non-streamed answer as the upstream sent it: JSON of a message. */
  static ofBody(body: Buffer): Batch {
    return new Batch('body', body, undefined)
  }

  static ofEvents(events: readonly StreamEvent[]): Batch {
    return new Batch('events', undefined, events)
  }

  get events(): readonly StreamEvent[] {
    this.#events ??= this.#parse()
    return this.#events
  }

  /** The batch as SSE frames. */
  get frames(): Buffer {
    if (this.source === 'frames' && this.#raw) return this.#raw
    this.#frames ??= Buffer.from(encodeEvents(this.events))
    return this.#frames
  }

  /** The upstream's own JSON body, where the answer came as one. */
  get body(): Buffer | undefined {
    return this.source === 'body' ? this.#raw : undefined
  }

  #parse(): readonly StreamEvent[] {
    if (!this.#raw) return []
    return this.source === 'body'
      ? [...unfold(JSON.parse(this.#raw.toString()) as Message)]
      : decodeFrames(this.#raw.toString())
  }
}

export type BatchStream = AsyncIterable<Batch>

// A marker and not instanceof: a user's local install is a second copy of this module.
const batches = Symbol.for('claudecodex.batches')

interface Batched extends EventStream {
  readonly [batches]: BatchStream
}

/** A stream of batches in the clothes of an `EventStream`: who iterates it sees single events. */
export const eventsOf = (stream: BatchStream): EventStream => {
  const batched: Batched = {
    [batches]: stream,
    async *[Symbol.asyncIterator]() {
      for await (const batch of stream) yield* batch.events
    },
  }
  return batched
}

/** The batches of a stream: its own where it has them, else each event is a batch. */
export const batchesOf = (stream: EventStream): BatchStream =>
  (stream as Partial<Batched>)[batches] ?? single(stream)

async function* single(stream: EventStream): AsyncGenerator<Batch> {
  for await (const event of stream) yield Batch.ofEvents([event])
}
