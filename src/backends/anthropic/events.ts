/** What comes back: complete frames with their bytes kept, or one whole message. */
import { ApiError, InternalError, OverloadedError } from '../../anthropic/errors.ts'
import { decodeFrames, splitAtError } from '../../anthropic/sse.ts'
import { Batch, type BatchStream } from '../../core/batch.ts'
import { type Flow, flowOf, HoldingFlow } from '../../core/flow.ts'
import type { WireAnswer } from '../../wire/http.ts'
import { FrameCutter } from '../../wire/sse.ts'
import { errorInside, type Origin, objectIn, strangeAnswer } from './errors.ts'

export const isStream = ({ headers }: WireAnswer): boolean =>
  (headers['content-type'] ?? '').includes('event-stream')

/**
 * The batches of a stream. An `event: error` is thrown after what stood before it; an end without `message_stop` is
 * an `OverloadedError`, which Claude Code answers by asking again.
 */
export const streamed = (answer: WireAnswer, host: string): BatchStream => new PassedStream(answer, host)

class PassedStream extends HoldingFlow<Batch> {
  readonly #reads: Flow<Buffer>
  readonly #host: string
  readonly #cutter = new FrameCutter()
  #failure: unknown
  #hasStopped = false
  #isEnding = false

  constructor({ body }: WireAnswer, host: string) {
    super()
    this.#reads = flowOf(body)
    this.#host = host
  }

  leave(): Promise<void> | void {
    return this.#reads.leave()
  }

  protected pull(): Batch | undefined {
    while (!this.#isEnding) {
      const frames = this.#read()
      if (!frames && !this.#isEnding) return undefined
      const batch = frames && this.#batch(frames)
      if (batch) return batch
    }
    if (this.#failure) this.fail(this.#failure)
    // A connection that breaks behind the end has broken nothing.
    return this.#hasStopped ? this.end() : this.fail(cutShort(this.#host))
  }

  protected wait(): Promise<void> {
    return this.#reads.ready()
  }

  /** Complete frames; undefined where a read has completed none, and while there is none. */
  #read(): Buffer | undefined {
    try {
      for (let read = this.#reads.take(); read; read = this.#reads.take()) {
        const frames = this.#cutter.push(read)
        if (frames) return frames
      }
    } catch (thrown) {
      if (!this.#hasStopped) this.#failure = thrown
      this.#isEnding = true
      return undefined
    }
    this.#isEnding = this.#reads.isOver
    return this.#isEnding ? this.#cutter.rest() : undefined
  }

  #batch(frames: Buffer): Batch | undefined {
    const { before, error } = splitAtError(complete(frames))
    if (error) {
      this.#failure = error
      this.#isEnding = true
      void this.leave()
    }
    if (before.length === 0) return undefined
    this.#hasStopped ||= before.includes('message_stop') && endsMessage.test(before.toString('latin1'))
    return Batch.ofFrames(before)
  }
}

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
  if (!value && /^\s*\{/.test(bytes.toString('utf8', 0, 64))) {
    throw new OverloadedError(`${origin.host} broke off its answer`, { backend: origin.backend })
  }
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
