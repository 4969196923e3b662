/** One exchange of a recording: what happened is in memory, its contents are read from disk when they are asked for. */
import { crc32 } from 'node:zlib'
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
  async bytes({ rope, bytes: length, crc, scrubbed }: PackedBody): Promise<Buffer> {
    const bytes = await unpackRope(rope, this.#blobs.read).catch(thrown => {
      throw thrown instanceof RecordingError ? this.#damage(thrown.message) : thrown
    })
    // Where placeholders stand for keys nothing is left to compare with.
    const isDamaged = !scrubbed && (bytes.length !== length || (crc !== undefined && crc32(bytes) !== crc))
    if (isDamaged) throw this.#damage('a body is not what was written')
    return bytes
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
      // The server takes a body that begins with a byte order mark.
      return JSON.parse(bytes.toString().replace(/^\uFEFF/, '')) as Value
    } catch {
      throw new RecordingError(`#${this.seq} holds a body that is no JSON`)
    }
  }

  #damage(what: string): RecordingError {
    return new RecordingError(`#${this.seq} cannot be read whole, ${this.file} is damaged: ${what}`)
  }
}
