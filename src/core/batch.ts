/**
 * What flows through the onion: the events of one read with the bytes they came from. Whichever of the two is
 * missing is made when somebody first looks at it, so an answer nobody looks into is neither parsed nor encoded.
 */
import type { EventStream, StreamEvent } from '../anthropic/events.ts'
import type { Message } from '../anthropic/message.ts'
import { decodeFrames, encodeEvent } from '../anthropic/sse.ts'
import { unfold } from '../anthropic/unfold.ts'

/** The events that say how far a message has come. */
export const milestones: ReadonlySet<string> = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
])

/** Where a batch came from: complete SSE frames, a whole JSON answer, or events made here. */
export type BatchSource = 'frames' | 'body' | 'events'

/** Where an event that travels alone came from, so that it can leave as the bytes it arrived in. */
const origins = new WeakMap<StreamEvent, { readonly batch: Batch; readonly position: number }>()

export class Batch {
  readonly source: BatchSource
  readonly #raw: Buffer | undefined
  #events: readonly StreamEvent[] | undefined
  #frames: Buffer | undefined
  #pieces: readonly Buffer[] | undefined

  private constructor(
    source: BatchSource,
    raw: Buffer | undefined,
    events: readonly StreamEvent[] | undefined,
  ) {
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

  /** The batch as SSE frames. An event that came in frames leaves as the bytes it came in. */
  get frames(): Buffer {
    if (this.source === 'frames' && this.#raw) return this.#raw
    this.#frames ??= encoded(this.events)
    return this.#frames
  }

  /** The upstream's own JSON body, where the answer came as one. */
  get body(): Buffer | undefined {
    return this.source === 'body' ? this.#raw : undefined
  }

  /** How much it brings: bytes where it came as such, else events. */
  get amount(): number {
    return this.#raw?.length ?? this.events.length
  }

  /** True where nothing but pings is in it; large frames are taken for content unparsed. */
  get quiet(): boolean {
    if (this.source === 'body') return false
    if (this.source === 'frames' && this.frames.length > 512) return false
    return this.events.every(event => event.type === 'ping')
  }

  /** True where its bytes alone say that the message is complete; false says nothing. */
  get endsMessage(): boolean {
    if (this.source === 'body') return true
    if (this.source !== 'frames' || !this.#raw) return false
    return messageStop.test(this.#raw.toString('latin1', Math.max(0, this.#raw.length - longestStop)))
  }

  /** True where an event in it says how far the message has come; bytes that nobody has parsed are only searched. */
  get bearsMilestone(): boolean {
    if (this.source === 'body') return true
    const { unparsed } = this
    return unparsed
      ? unparsed.includes('content_block_')
      : this.events.some(({ type }) => milestones.has(type))
  }

  /** The frames of a batch that nobody has looked into. */
  get unparsed(): Buffer | undefined {
    return this.source === 'frames' && !this.#events ? this.#raw : undefined
  }

  /** The events one by one, each remembering the bytes it came in. */
  *single(): Generator<StreamEvent> {
    for (const [position, event] of this.events.entries()) {
      if (this.source === 'frames') origins.set(event, { batch: this, position })
      yield event
    }
  }

  /** The bytes of one event, where frames and events stand one to one. */
  piece(position: number): Buffer | undefined {
    this.#pieces ??= cut(this.#raw ?? Buffer.alloc(0))
    return this.#pieces.length === this.events.length ? this.#pieces[position] : undefined
  }

  #parse(): readonly StreamEvent[] {
    if (!this.#raw) return []
    return this.source === 'body'
      ? [...unfold(JSON.parse(this.#raw.toString()) as Message)]
      : decodeFrames(this.#raw.toString())
  }
}

/** Bytes. */
const longestStop = 512
/** Lines of their own: inside JSON, where a model may speak of such lines, their breaks are escaped. */
const messageStop = /[\r\n]event: message_stop\r?\ndata: ?\{"type": ?"message_stop"[^\r\n]*\}\r?\n\r?\n$/

/** Events that came in frames as their own bytes, and what stands between them encoded in one go. */
function encoded(events: readonly StreamEvent[]): Buffer {
  const parts: Buffer[] = []
  let text = ''
  for (const event of events) {
    const origin = origins.get(event)
    const piece = origin?.batch.piece(origin.position)
    if (!piece) {
      text += encodeEvent(event)
      continue
    }
    if (text !== '') parts.push(Buffer.from(text))
    parts.push(piece)
    text = ''
  }
  if (parts.length === 0) return Buffer.from(text)
  return Buffer.concat(text === '' ? parts : [...parts, Buffer.from(text)])
}

function cut(frames: Buffer): readonly Buffer[] {
  const pieces: Buffer[] = []
  let start = 0
  while (start < frames.length) {
    const border = frames.indexOf('\n\n', start)
    const end = border < 0 ? frames.length : border + 2
    pieces.push(frames.subarray(start, end))
    start = end
  }
  return pieces
}

export type BatchStream = AsyncIterable<Batch>

// A marker and not instanceof: a user's local install is a second copy of this module.
const batches = Symbol.for('claudecodex.batches')

interface Batched extends EventStream {
  readonly [batches]: BatchStream
}

export async function* oneBatch(batch: Batch): AsyncGenerator<Batch> {
  yield batch
}

/** A stream of batches in the clothes of an `EventStream`: who iterates it sees single events. */
export const eventsOf = (stream: BatchStream): EventStream => {
  const batched: Batched = {
    [batches]: stream,
    async *[Symbol.asyncIterator]() {
      for await (const batch of stream) yield* batch.single()
    },
  }
  return batched
}

/** The batches behind a stream made by `eventsOf`. */
export const batchesBehind = (stream: EventStream): BatchStream | undefined =>
  (stream as Partial<Batched>)[batches]

/** The batches of a stream: its own where it has them, else each event is a batch. */
export const batchesOf = (stream: EventStream): BatchStream => batchesBehind(stream) ?? single(stream)

async function* single(stream: EventStream): AsyncGenerator<Batch> {
  for await (const event of stream) yield Batch.ofEvents([event])
}
