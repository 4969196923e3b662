/** An answer of a host as batches: from its event stream, or from JSON where it sent that. */
import { InternalError } from '../../anthropic/errors.ts'
import type { StreamEvent } from '../../anthropic/events.ts'
import { Batch } from '../../core/batch.ts'
import type { WireBody } from '../../wire/body.ts'
import type { WireAnswer } from '../../wire/http.ts'
import { type SseEvent, sseData } from '../../wire/sse.ts'
import { opened, textOf } from './answer-form.ts'
import { errorOfChunk, noAnswer } from './errors.ts'

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

export async function* answerBatches(
  answer: WireAnswer,
  reader: AnswerReader,
  context: StreamContext,
  patience: Patience = defaultPatience,
): AsyncGenerator<Batch> {
  const { form, body } = await opened(answer)
  switch (form) {
    case 'events':
      yield* streamed(answer, sseData(body), reader, context, patience)
      break
    case 'lines':
      yield* streamed(answer, jsonLines(body), reader, context, patience)
      break
    case 'json':
      yield whole(await textOf(body, context.backend), reader, context)
      break
    case undefined:
      if (answer.status === 204) throw noAnswer('', context.backend)
      yield Batch.ofEvents(reader.finish(false))
      break
    default:
      throw noAnswer(await textOf(body, context.backend), context.backend)
  }
}

function whole(text: string, reader: AnswerReader, { backend }: StreamContext): Batch {
  const chunk = parsed(text)
  const chunks = chunk ? [chunk] : linesOf(text)
  const events = chunks.flatMap(one => reader.read(one))
  if (events.length === 0 && !reader.isFinished) throw noAnswer(text, backend)
  return Batch.ofEvents([...events, ...reader.finish(true)])
}

/** A chunk a line from a host that does not say so. */
function linesOf(text: string): readonly Chunk[] {
  const lines = text.split('\n').filter(line => line.trim() !== '' && line.trim() !== '[DONE]')
  const chunks = lines.map(parsed)
  return chunks.every(chunk => chunk !== undefined) ? chunks : []
}

async function* streamed(
  { body }: WireAnswer,
  iterator: AsyncGenerator<SseEvent[]>,
  reader: AnswerReader,
  context: StreamContext,
  patience: Patience,
): AsyncGenerator<Batch> {
  const chunks = new Chunks(context)
  try {
    while (!chunks.isDone && !reader.isStopped) {
      const step = await (reader.isFinished ? orDone(iterator.next(), patience.usage) : iterator.next())
      if (step.done) break
      const { events, failure } = take(chunks.from(step.value), reader)
      if (events.length > 0) yield Batch.ofEvents(events)
      if (failure !== undefined) throw failure
    }
    yield Batch.ofEvents(reader.finish(chunks.isDone))
  } finally {
    if (!chunks.isDone) body.destroy()
    void drained(iterator, body, patience.end)
  }
}

/** The body ends right behind `[DONE]`: where that is waited for, the connection serves again. Never throws. */
async function drained(
  iterator: AsyncGenerator<SseEvent[]>,
  body: WireBody,
  milliseconds: number,
): Promise<void> {
  const timer = setTimeout(() => body.destroy(), milliseconds).unref()
  try {
    await iterator.next()
    await iterator.return(undefined)
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

/** Some hosts name their reason to stop, and then neither usage nor an end; what breaks by then has broken nothing. */
function orDone<Value>(
  next: Promise<IteratorResult<Value>>,
  milliseconds: number,
): Promise<IteratorResult<Value>> {
  return new Promise(resolve => {
    const end = (): void => resolve({ done: true, value: undefined })
    const timer = setTimeout(end, milliseconds)
    next.then(resolve, end).finally(() => clearTimeout(timer))
  })
}

/** Some hosts send a chunk a line, without the form of events. */
async function* jsonLines(body: AsyncIterable<Buffer>): AsyncGenerator<SseEvent[]> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const read of body) {
    const lines = (rest + decoder.decode(read, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (lines.length > 0) yield lines.map(data => ({ data }))
  }
  if (rest.trim() !== '') yield [{ data: rest }]
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
