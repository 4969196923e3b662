/** The body of an answer as it arrives. */
import { InternalError } from '../anthropic/errors.ts'

/**
 * Can be read once, in one of the ways. What has arrived in one turn of the event loop comes as one Buffer; not
 * reading on holds the sender back. Every failure is thrown, an `ApiError` or the reason of the abort.
 */
export interface WireBody extends AsyncIterable<Buffer> {
  /** What has arrived; undefined while there is nothing, and at the end. Throws the failure. */
  take(): Buffer | undefined
  /** True when nothing follows, after a failure too. */
  readonly isOver: boolean
  /** Resolves when `take` has something to say. Never rejects. */
  ready(): Promise<void>
  /** The same as `destroy`. */
  leave(): void
  /** The whole body as UTF-8. Throws an `InternalError` past `limit` bytes. */
  text(limit?: number): Promise<string>
  /** The whole body. Throws an `InternalError` past `limit` bytes. */
  bytes(limit?: number): Promise<Buffer>
  /** Ends the connection, whoever waits for its bytes: nothing more is wanted. */
  destroy(): void
}

/** 10 MB: bodies that are wanted whole are errors and unstreamed answers. */
export const wholeBodyLimit = 10_000_000

/** What may wait here for its reader before the sender is held back. */
const highWaterMark = 65_536

export interface BodyRules {
  readonly host: string
  /** Milliseconds without a byte while somebody waits for one. */
  readonly idleMs: number
  /** What to throw after that. */
  readonly idle: () => Error
  /** What to throw for a failure of the source. */
  readonly failed: (thrown: unknown) => unknown
}

interface Source {
  on(event: 'data', listener: (chunk: Buffer) => void): unknown
  once(event: 'end' | 'close', listener: () => void): unknown
  once(event: 'error', listener: (error: Error) => void): unknown
  pause(): unknown
  resume(): unknown
  destroy(error?: Error): unknown
}

/** Listens from the first moment, so that nothing which has arrived is lost when the source breaks. */
export class ArrivingBody implements WireBody {
  readonly #source: Source
  readonly #rules: BodyRules
  #chunks: Buffer[] = []
  #held = 0
  #isPaused = false
  #end: { readonly failure?: { readonly thrown: unknown } } | undefined
  #wake: (() => void) | undefined
  #idle: NodeJS.Timeout | undefined

  constructor(source: Source, rules: BodyRules) {
    this.#source = source
    this.#rules = rules
    source.on('data', chunk => this.#receive(chunk))
    source.once('end', () => this.#finish())
    source.once('error', error => this.#finish(() => rules.failed(error)))
    // Comes after every end too: an error is made, with its stack trace, only where there was none.
    source.once('close', () => this.#finish(() => rules.failed(new Error('closed before its end'))))
  }

  take(): Buffer | undefined {
    if (this.#chunks.length > 0) return this.#taken()
    if (!this.#end?.failure) return undefined
    const { thrown } = this.#end.failure
    this.#end = {}
    throw thrown
  }

  get isOver(): boolean {
    return this.#end !== undefined && this.#end.failure === undefined && this.#chunks.length === 0
  }

  /** One timer for all waits: this runs for every read of every stream. */
  ready(): Promise<void> {
    if (this.#chunks.length > 0 || this.#end) return Promise.resolve()
    this.#idle = this.#idle?.refresh() ?? setTimeout(() => this.#expire(), this.#rules.idleMs)
    return new Promise(resolve => {
      this.#wake = resolve
    })
  }

  leave(): void {
    this.#source.destroy()
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer, undefined> {
    return {
      next: async () => {
        await this.ready()
        const value = this.take()
        return value ? { done: false, value } : { done: true, value }
      },
      return: async () => {
        this.leave()
        return { done: true, value: undefined }
      },
    }
  }

  async bytes(limit = wholeBodyLimit): Promise<Buffer> {
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of this) {
      length += chunk.length
      if (length > limit) throw new InternalError(`${this.#rules.host} sent more than ${limit} bytes.`)
      chunks.push(chunk)
    }
    return join(chunks)
  }

  async text(limit = wholeBodyLimit): Promise<string> {
    return (await this.bytes(limit)).toString()
  }

  destroy(): void {
    this.#source.destroy()
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    if (this.#held >= highWaterMark && !this.#isPaused) {
      this.#isPaused = true
      this.#source.pause()
    }
    this.#called()
  }

  #finish(failed?: () => unknown): void {
    if (this.#end) return
    this.#end = failed ? { failure: { thrown: failed() } } : {}
    // Lets go of the abort signal; a connection that has given its whole answer is in the pool by now.
    this.#source.destroy()
    clearTimeout(this.#idle)
    this.#called()
  }

  #called(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  #taken(): Buffer {
    const chunk = join(this.#chunks)
    this.#chunks = []
    this.#held = 0
    if (this.#isPaused) {
      this.#isPaused = false
      this.#source.resume()
    }
    return chunk
  }

  /** Without a reader that waits, silence is no fault of the sender's. */
  #expire(): void {
    if (this.#wake) this.#source.destroy(this.#rules.idle())
  }
}

const join = (chunks: readonly Buffer[]): Buffer =>
  chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
