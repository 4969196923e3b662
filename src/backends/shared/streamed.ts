/** The answer of a host while it streams. */
import type { StreamEvent } from '../../anthropic/events.ts'
import { Batch } from '../../core/batch.ts'
import { type Flow, HoldingFlow } from '../../core/flow.ts'
import type { WireBody } from '../../wire/body.ts'
import type { SseEvent } from '../../wire/sse.ts'
import type { AnswerReader, Patience, StreamContext } from './answer-reader.ts'
import { type Chunk, Chunks, type EventCutter } from './chunks.ts'

export interface StreamedParts {
  readonly body: WireBody
  /** Of the body, what was looked at already included. */
  readonly reads: Flow<Buffer>
  readonly cutter: EventCutter
  readonly reader: AnswerReader
  readonly context: StreamContext
  readonly patience: Patience
}

export class Streamed extends HoldingFlow<Batch> {
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

  constructor({ body, reads, cutter, reader, context, patience }: StreamedParts) {
    super()
    this.#body = body
    this.#reads = reads
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
    for (let read = this.#read(); read; read = this.#read()) {
      const events = this.#cutter.push(read)
      if (events.length > 0) return events
    }
    this.#isEnding = this.#reads.isOver || this.#isCut
    return this.#isEnding ? this.#cutter.rest() : undefined
  }

  /** What breaks once a host has named its reason to stop has broken nothing. */
  #read(): Buffer | undefined {
    try {
      return this.#reads.take()
    } catch (thrown) {
      if (!this.#reader.isFinished) throw thrown
      this.#isCut = true
      return undefined
    }
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
