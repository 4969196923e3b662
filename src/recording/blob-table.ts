/** Where the blobs of a file stand, and their bytes when somebody asks. */
import type { FileHandle } from 'node:fs/promises'
import { RecordingError } from './recording-error.ts'

/** Bytes of blobs that are kept after they were read: bodies of one conversation share most of theirs. */
const mostKept = 64 * 1024 * 1024

/** As the writer begins every blob's line: what is behind it, up to the last brace, is the blob itself. */
const beginning = /^\{"v":1,"type":"blob","n":(\d+),"(data|text)":/
const longestBeginning = 64

interface Place {
  readonly offset: number
  readonly length: number
  readonly isText: boolean
}

export class BlobTable {
  readonly #file: FileHandle
  readonly #places = new Map<number, Place>()
  readonly #kept = new Map<number, Buffer>()
  #keptBytes = 0

  constructor(file: FileHandle) {
    this.#file = file
  }

  /** Notes the blob of a line; false where the line is none. */
  add(line: Buffer, offset: number): boolean {
    const found = beginning.exec(line.toString('latin1', 0, longestBeginning))
    if (!found) return false
    // Something has turned the line breaks of the file into those of Windows.
    const last = line[line.length - 1] === carriageReturn ? line.length - 2 : line.length - 1
    if (line[last] !== closeBrace) return false
    const [start, number, form] = found
    const n = Number(number)
    // Of two with one number the first was torn, by chance behind a brace.
    this.#forget(n)
    const length = last - start.length
    this.#places.set(n, { offset: offset + start.length, length, isText: form === 'text' })
    return true
  }

  get size(): number {
    return this.#places.size
  }

  /** Throws a `RecordingError` where the file has no such blob. */
  readonly read = async (n: number): Promise<Buffer> => {
    const known = this.#kept.get(n)
    if (known) return known
    const place = this.#places.get(n)
    if (!place) throw new RecordingError(`blob ${n} is missing: a line of the file is damaged or was removed`)
    const bytes = Buffer.allocUnsafeSlow(place.length)
    const { bytesRead } = await this.#file.read(bytes, 0, place.length, place.offset)
    if (bytesRead < place.length) throw new RecordingError('the file has become shorter while it was read')
    const blob = place.isText ? textIn(bytes, n) : bytes
    this.#keep(n, blob)
    return blob
  }

  #keep(n: number, blob: Buffer): void {
    // Another reader may have been as fast.
    this.#forget(n)
    this.#kept.set(n, blob)
    this.#keptBytes += blob.length
    for (const oldest of this.#kept.keys()) {
      if (this.#keptBytes <= mostKept || oldest === n) break
      this.#forget(oldest)
    }
  }

  #forget(n: number): void {
    this.#keptBytes -= this.#kept.get(n)?.length ?? 0
    this.#kept.delete(n)
  }
}

function textIn(bytes: Buffer, n: number): Buffer {
  try {
    return Buffer.from(JSON.parse(bytes.toString()) as string)
  } catch {
    throw new RecordingError(`blob ${n} is damaged: its line cannot be read`)
  }
}

const closeBrace = 0x7d
const carriageReturn = 0x0d
