/** What a file of a recording says of itself at its beginning and its end, without reading what is between. */
import { open } from 'node:fs/promises'
import { linesOf } from './lines.ts'
import { headOf, lineIn } from './recorded-file.ts'
import { RecordingError } from './recording-error.ts'
import type { HeadLine, TailLine } from './schema.ts'

export interface Glance {
  readonly path: string
  readonly bytes: number
  readonly modified: Date
  /** Absent of a file that is no recording, or one that this program cannot read. */
  readonly head?: HeadLine
  readonly tail?: TailLine
  /** Why there is no head. */
  readonly problem?: string
}

const startSize = 64 * 1024
/** Bytes: a tail is a short line. */
const endSize = 1024

export async function glanceAt(path: string): Promise<Glance> {
  const file = await open(path, 'r')
  try {
    const { size: bytes, mtime: modified } = await file.stat()
    const read = async (length: number, from: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from)
      return buffer.subarray(0, bytesRead)
    }
    const start = await read(startSize, 0)
    const end = await read(endSize, Math.max(0, bytes - endSize))
    return { path, bytes, modified, ...endsOf(start, end, path) }
  } finally {
    await file.close()
  }
}

function endsOf(start: Buffer, end: Buffer, path: string): Pick<Glance, 'head' | 'tail' | 'problem'> {
  try {
    const head = headOf(start, path)
    const last = lineIn(end.subarray(end.lastIndexOf('\n', end.length - 2) + 1))
    return { head, ...(last?.type === 'tail' && { tail: last }) }
  } catch (thrown) {
    if (thrown instanceof RecordingError) return { problem: thrown.message }
    throw thrown
  }
}

const beginning = Buffer.from('{"v":1,"type":"open"')

/** Exchanges that have begun in a file: of one without an end, which would say it. */
export async function countExchanges(path: string): Promise<number> {
  const file = await open(path, 'r')
  try {
    let count = 0
    for await (const { bytes } of linesOf(file)) {
      if (bytes.subarray(0, beginning.length).equals(beginning)) count += 1
    }
    return count
  } finally {
    await file.close()
  }
}
