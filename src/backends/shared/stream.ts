/** An answer of a host as batches: from its event stream, or from JSON where it sent that. */
import { InternalError } from '../../anthropic/errors.ts'
import type { StreamEvent } from '../../anthropic/events.ts'
import { Batch, type BatchStream, oneBatch } from '../../core/batch.ts'
import { type Flow, flowOf, HoldingFlow, OpenedFlow } from '../../core/flow.ts'
import type { WireBody } from '../../wire/body.ts'
import type { WireAnswer } from '../../wire/http.ts'
import { type SseEvent, SseReader } from '../../wire/sse.ts'
import { errorOfChunk } from './errors.ts'

/** Any piece of JSON that a host sends. */
export type Chunk = Readonly<Record<string, unknown>>

/** Makes events of chunks. */
export interface AnswerReader {
  /** True once nothing of the answer can follow: the host need not go on. */
  readonly isStopped: boolean
  /** True once the host has named its reason to end; little may follow. */
  readonly isFinished: boolean
  /** Throws the error that a chunk carries. */
  read(chunk: Chunk): StreamEvent[]
  /** Ends the message. `isComplete`: the host has said so. Throws where the answer broke off. */
  finish(isComplete: boolean): StreamEvent[]
}

export interface StreamContext {
  readonly backend: string
  /** As the host knows it. */
  readonly model: string
  warn(text: string): void
  /** Called when the whole answer has been read. */
  readonly ended?: () => void
}

/** Milliseconds. */
export interface Patience {
  /** What a host gets for its usage after it has named its reason to stop. */
  readonly usage: number
  /** How long its connection may stay open behind `[DONE]`. */
  readonly end: number
}

const defaultPatience: Patience = { usage: 3_000, end: 500 }
/** Chunks that are no JSON, before the stream is taken for broken. */
const mostUnreadable = 3

export function answerBatches(
  answer: WireAnswer,
  reader: AnswerReader,
  context: StreamContext,
  patience: Patience = defaultPatience,
): BatchStream {
  const type = answer.headers['content-type'] ?? ''
  if (type.includes('ndjson')) return new Streamed(answer, new JsonLines(), reader, context, patience)
  if (type.includes('json')) return new OpenedFlow(async () => oneBatch(await whole(answer, reader, context)))
  return new Streamed(answer, new SseReader(), reader, context, patience)
}

async function whole(answer: WireAnswer, reader: AnswerReader, context: StreamContext): Promise<Batch> {
  const { backend } = context
  const text = await answer.body.text()
  const chunk = parsed(text)
  if (!chunk)
    throw new InternalError(`${backend} answered with something that is no JSON: ${text.slice(0, 200)}`, {
      backend,
    })
  const batch = Batch.ofEvents([...reader.read(chunk), ...reader.finish(true)])
  context.ended?.()
  return batch
}

/** What cuts reads into events. */
interface EventCutter {
  push(read: Buffer): SseEvent[]
  /** What the end of the body leaves. */
  rest(): SseEvent[]
}

class Streamed extends HoldingFlow<Batch> {
  readonly #body: WireBody
  readonly #reads: Flow<Buffer>
  readonly #cutter: EventCutter
  readonly #reader: AnswerReader
  readonly #chunks: Chunks
  readonly #patience: Patience
  readonly #ended: (() => void) | undefined
  #failure: unknown
  #isCut = false
  #isEnding = false

  constructor(
    { body }: WireAnswer,
    cutter: EventCutter,
    reader: AnswerReader,
    context: StreamContext,
    patience: Patience,
  ) {
    super()
    this.#body = body
    this.#reads = flowOf(body)
    this.#cutter = cutter
    this.#reader = reader
    this.#chunks = new Chunks(context)
    this.#patience = patience
    this.#ended = context.ended
  }

  leave(): void {
    if (!this.isOver) this.#letGo()
    this.isOver = true
  }

  protected pull(): Batch | undefined {
    try {
      return this.#next()
    } catch (thrown) {
      this.#letGo()
      return this.fail(thrown)
    }
  }

  #next(): Batch | undefined {
    if (this.#failure !== undefined) throw this.#failure
    while (!this.#isDone) {
      const cut = this.#events()
      if (!cut) return undefined
      const { events, failure } = take(this.#chunks.from(cut), this.#reader)
      this.#failure = failure
      if (events.length > 0) return Batch.ofEvents(events)
      if (failure !== undefined) throw failure
    }
    const last = Batch.ofEvents(this.#reader.finish(this.#chunks.isDone))
    this.#letGo()
    this.end()
    this.#ended?.()
    return last
  }

  get #isDone(): boolean {
    return this.#isEnding || this.#chunks.isDone || this.#reader.isStopped
  }

  /** Undefined while there are none. */
  #events(): SseEvent[] | undefined {
    for (let read = this.#reads.take(); read; read = this.#reads.take()) {
      const events = this.#cutter.push(read)
      if (events.length > 0) return events
    }
    this.#isEnding = this.#reads.isOver || this.#isCut
    return this.#isEnding ? this.#cutter.rest() : undefined
  }

  /** Some hosts name their reason to stop, and then neither usage nor an end. */
  protected wait(): Promise<void> {
    const ready = this.#reads.ready()
    if (!this.#reader.isFinished) return ready
    return new Promise(resolve => {
      const giveUp = () => {
        this.#isCut = true
        resolve()
      }
      const timer = setTimeout(giveUp, this.#patience.usage)
      void ready.then(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #letGo(): void {
    if (this.#chunks.isDone) void drained(this.#reads, this.#body, this.#patience.end)
    else this.#body.destroy()
  }
}

/** The body ends right behind `[DONE]`: where that is waited for, the connection serves again. Never throws. */
async function drained(reads: Flow<Buffer>, body: WireBody, milliseconds: number): Promise<void> {
  const timer = setTimeout(() => body.destroy(), milliseconds).unref()
  try {
    while (!reads.isOver) if (!reads.take()) await reads.ready()
  } catch {
    // What breaks behind the end has broken nothing.
  } finally {
    clearTimeout(timer)
  }
}

interface Taken {
  readonly events: readonly StreamEvent[]
  readonly failure?: unknown
}

/** What came before a failure is said before it, whether one read brought both or two. */
function take(chunks: Iterable<Chunk>, reader: AnswerReader): Taken {
  const events: StreamEvent[] = []
  try {
    for (const chunk of chunks) {
      events.push(...reader.read(chunk))
      if (reader.isStopped) break
    }
    return { events }
  } catch (failure) {
    return { events, failure }
  }
}

/** Some hosts send a chunk a line, without the form of events. */
class JsonLines implements EventCutter {
  readonly #decoder = new TextDecoder()
  #rest = ''

  push(read: Buffer): SseEvent[] {
    const lines = (this.#rest + this.#decoder.decode(read, { stream: true })).split('\n')
    this.#rest = lines.pop() ?? ''
    return lines.map(data => ({ data }))
  }

  rest(): SseEvent[] {
    return this.#rest.trim() === '' ? [] : [{ data: this.#rest }]
  }
}

class Chunks {
  readonly #context: StreamContext
  #unreadable = 0
  /** True once the host has sent `[DONE]`; what follows is noise. */
  isDone = false

  constructor(context: StreamContext) {
    this.#context = context
  }

  *from(events: readonly SseEvent[]): Generator<Chunk> {
    for (const { event, data } of events) {
      if (data.trim() === '[DONE]') {
        this.isDone = true
        break
      }
      if (data.trim() === '') continue
      const chunk = parsed(data)
      if (event === 'error') throw this.#error(chunk, data)
      if (chunk) yield chunk
      else this.#skip(data)
    }
  }

  /** LM Studio names the event. */
  #error(chunk: Chunk | undefined, data: string): Error {
    const { backend, model } = this.#context
    return errorOfChunk(chunk?.error ?? chunk ?? { message: data }, backend, model)
  }

  #skip(data: string): void {
    this.#unreadable += 1
    const { backend, warn } = this.#context
    if (this.#unreadable > mostUnreadable) {
      throw new InternalError(`${backend} sent an event stream that is no JSON: ${data.slice(0, 200)}`, {
        backend,
      })
    }
    warn(`${backend} sent an event that is no JSON; it was skipped`)
  }
}

function parsed(text: string): Chunk | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Chunk) : undefined
  } catch {
    return undefined
  }
}
