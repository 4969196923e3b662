/** The blobs of a file that is being written: each content once, under a number, on its line before anybody refers to it. */
import { hash } from 'node:crypto'
import type { Lifted } from './lift.ts'
import { type Scrubbed, scrubBytes, scrubText } from './scrub.ts'

export interface Blob {
  readonly n: number
  /** Keys that were taken out of it, by kind. */
  readonly found?: Scrubbed['found']
}

export interface BlobUse extends Blob {
  readonly insert?: Lifted['insert']
}

const lineBreak = 0x0a
const carriageReturn = 0x0d

/** The disk is so far behind that a line was not taken: what would refer to it cannot be written either. */
export class NotTakenError extends Error {}

/** False where a line is not taken. */
export type LineWriter = (line: readonly Buffer[]) => boolean

export class BlobStore {
  readonly #write: LineWriter
  readonly #blobs = new Map<string, Blob>()

  /** `write` gets the pieces of one whole line. */
  constructor(write: LineWriter) {
    this.#write = write
  }

  /** The blob of a part, written now if it is new. Throws a `NotTakenError` where that is not possible. */
  use(part: Buffer, lifted: Lifted): BlobUse {
    const blob = this.#blobOf(lifted.bytes)
    if (!lifted.insert) return blob
    // Where a key was taken out the places of the marks are no longer true, and in a mark nobody would count it.
    const isClean = !blob.found && lifted.insert.every(([, text]) => !scrubText(text).found)
    return isClean ? { ...blob, insert: lifted.insert } : this.#blobOf(part)
  }

  #blobOf(bytes: Buffer): Blob {
    const key = hash('sha256', bytes, 'base64')
    const known = this.#blobs.get(key)
    if (known) return known
    const { bytes: clean, found } = scrubBytes(bytes)
    const blob: Blob = { n: this.#blobs.size, ...(found && { found }) }
    if (!this.#write(lineOf(blob.n, clean))) throw new NotTakenError()
    this.#blobs.set(key, blob)
    return blob
  }
}

/** JSON as it came, where it stands on one line; what only looks like JSON would make the line one that nobody can read. */
function lineOf(n: number, bytes: Buffer): readonly Buffer[] {
  const start = `{"v":1,"type":"blob","n":${n},`
  const isOneLine = !bytes.includes(lineBreak) && !bytes.includes(carriageReturn)
  return isOneLine && isJson(bytes)
    ? [Buffer.from(`${start}"data":`), bytes, lineEnd]
    : [Buffer.from(`${start}"text":${JSON.stringify(bytes.toString())}}\n`)]
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString())
    return true
  } catch {
    return false
  }
}

const lineEnd = Buffer.from('}\n')
