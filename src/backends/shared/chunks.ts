/** The chunks of an answer: pieces of JSON, cut out of what a host sends. */
import { InternalError } from '../../anthropic/errors.ts'
import type { SseEvent } from '../../wire/sse.ts'
import { errorOfChunk } from './errors.ts'

/** Any piece of JSON that a host sends. */
export type Chunk = Readonly<Record<string, unknown>>

/** What chunks are read for, and who hears of what is wrong with them. */
export interface ChunkContext {
  readonly backend: string
  /** As the host knows it. */
  readonly model: string
  warn(text: string): void
}

/** Chunks that are no JSON, before the stream is taken for broken. */
const mostUnreadable = 3

/** What cuts reads into events. */
export interface EventCutter {
  push(read: Buffer): SseEvent[]
  /** What the end of the body leaves. */
  rest(): SseEvent[]
}

/** Some hosts send a chunk a line, without the form of events. */
export class JsonLines implements EventCutter {
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

export class Chunks {
  readonly #context: ChunkContext
  #unreadable = 0
  /** True once the host has sent `[DONE]`; what follows is noise. */
  isDone = false

  constructor(context: ChunkContext) {
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

export function parsed(text: string): Chunk | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Chunk) : undefined
  } catch {
    return undefined
  }
}
