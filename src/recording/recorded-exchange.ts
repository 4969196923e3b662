/** One exchange of a recording: what happened is in memory, its contents are read from disk when they are asked for. */
import type { Message } from '../anthropic/message.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { BlobTable } from './blob-table.ts'
import { RecordingError } from './recording-error.ts'
import { unpackRope } from './rope.ts'
import type { ExchangeLine, OpenLine, PackedBody } from './schema.ts'

export class RecordedExchange {
  readonly open: OpenLine
  readonly file: string
  /** Absent of an exchange that was under way when the program ended. */
  end: ExchangeLine | undefined
  readonly #blobs: BlobTable

  constructor(open: OpenLine, file: string, blobs: BlobTable) {
    this.open = open
    this.file = file
    this.#blobs = blobs
  }

  get id(): string {
    return this.open.id
  }

  get seq(): number {
    return this.open.seq
  }

  /** The client's request; undefined where it was not recorded. */
  get request(): PackedBody | undefined {
    return this.open.request ?? this.end?.request
  }

  /** The exact bytes of a body. Throws a `RecordingError` where a part of it is missing or it is not what was written. */
  async bytes(body: PackedBody): Promise<Buffer> {
    return unpackRope(body.rope, this.#blobs.read)
  }

  async requestBytes(): Promise<Buffer | undefined> {
    return this.request && this.bytes(this.request)
  }

  async requestValue(): Promise<MessagesRequest | undefined> {
    return this.#parsed<MessagesRequest>(this.request)
  }

  /** The message of the answer, whole or as far as it came. */
  async answerValue(): Promise<Message | undefined> {
    return this.#parsed<Message>(this.end?.answer)
  }

  async #parsed<Value>(body: PackedBody | undefined): Promise<Value | undefined> {
    if (!body) return undefined
    const bytes = await this.bytes(body)
    try {
      return JSON.parse(bytes.toString()) as Value
    } catch {
      throw new RecordingError(`#${this.seq} holds a body that is no JSON`)
    }
  }
}
