/** What comes back: complete frames with their bytes kept, or one whole message. */
import { ApiError, InternalError, OverloadedError } from '../../anthropic/errors.ts'
import { decodeFrames, splitAtError } from '../../anthropic/sse.ts'
import { Batch } from '../../core/batch.ts'
import type { WireAnswer } from '../../wire/http.ts'
import { FrameCutter } from '../../wire/sse.ts'
import { errorInside, type Origin, objectIn, strangeAnswer } from './errors.ts'

export const isStream = ({ headers }: WireAnswer): boolean =>
  (headers['content-type'] ?? '').includes('event-stream')

/**
 * The batches of a stream. An `event: error` is thrown after what stood before it; an end without `message_stop` is
 * an `OverloadedError`, which Claude Code answers by asking again.
 */
export const streamed = (answer: WireAnswer, host: string): AsyncIterableIterator<Batch> =>
  new PassedStream(answer, host)

/** No generator: one for every read of every stream would cost more than all that is done here. */
class PassedStream implements AsyncIterableIterator<Batch> {
  readonly #reads: AsyncIterator<Buffer>
  readonly #host: string
  readonly #cutter = new FrameCutter()
  #failure: ApiError | undefined
  #hasStopped = false
  #isOver = false

  constructor({ body }: WireAnswer, host: string) {
    this.#reads = body[Symbol.asyncIterator]()
    this.#host = host
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Batch>> {
    while (!this.#isOver) {
      const complete = await this.#read()
      const batch = complete && this.#batch(complete)
      if (batch) return { done: false, value: batch }
    }
    await this.return()
    const failure = this.#ending()
    if (failure) throw failure
    return over
  }

  /** What ended the stream, where that is no end of a message; said once. */
  #ending(): ApiError | undefined {
    const failure = this.#failure ?? (this.#hasStopped ? undefined : cutShort(this.#host))
    this.#failure = undefined
    this.#hasStopped = true
    return failure
  }

  async return(): Promise<IteratorResult<Batch>> {
    this.#isOver = true
    await this.#reads.return?.()
    return over
  }

  /** Complete frames, or nothing where a read completes none. */
  async #read(): Promise<Buffer | undefined> {
    try {
      const step = await this.#reads.next()
      if (!step.done) return this.#cutter.push(step.value)
    } catch (error) {
      // A connection that breaks behind the end has broken nothing.
      if (!this.#hasStopped) throw error
    }
    this.#isOver = true
    return this.#cutter.rest()
  }

  #batch(frames: Buffer): Batch | undefined {
    const { before, error } = splitAtError(complete(frames))
    if (error) {
      this.#failure = error
      this.#isOver = true
    }
    if (before.length === 0) return undefined
    this.#hasStopped ||= before.includes('message_stop') && endsMessage.test(before.toString('latin1'))
    return Batch.ofFrames(before)
  }
}

const over: IteratorResult<Batch> = { done: true, value: undefined }

const cutShort = (host: string): OverloadedError =>
  new OverloadedError(`${host} ended its answer before the message was complete.`)

/** A line of its own: inside JSON, where the model may speak of such a line, its break and quotes are escaped. */
const endsMessage = /(?:^|[\r\n])(?:event: ?message_stop[\r\n]|data: ?\{\s*"type":\s*"message_stop")/

// Two line ends; a read may have cut the last one in two, and then its other half stands alone.
const isComplete = /\n\r?\n$|\r\r\n?$|\n\r$|^[\r\n]+$/

/** What the end of the body has cut short is dropped; a last event that lacks only its blank line gets it. */
function complete(read: Buffer): Buffer {
  if (isComplete.test(read.toString('latin1', Math.max(0, read.length - 4)))) return read
  const whole = Buffer.concat([read, Buffer.from('\n\n')])
  try {
    return decodeFrames(read.toString()).length > 0 ? whole : Buffer.alloc(0)
  } catch (error) {
    return ApiError.is(error) && error.raw ? whole : Buffer.alloc(0)
  }
}

/** The whole message of an answer that is no stream. Throws for anything that is not one. */
export async function whole(answer: WireAnswer, origin: Origin): Promise<Batch> {
  const bytes = await answer.body.bytes()
  const value = objectIn(bytes)
  if (!value) throw strangeAnswer(answer, bytes, origin)
  if (value.type === 'error') throw errorInside(answer, bytes, value, origin)
  if (value.type !== 'message' || !Array.isArray(value.content)) {
    throw new InternalError(`${origin.host} answered with JSON that is not a message: ${excerpt(bytes)}`, {
      backend: origin.backend,
    })
  }
  return Batch.ofBody(bytes)
}

const excerpt = (bytes: Buffer): string => bytes.toString('utf8', 0, 200)
