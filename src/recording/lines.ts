/** Cuts a file into lines without ever holding more of it than a line and a read. */
import type { FileHandle } from 'node:fs/promises'

export interface FoundLine {
  /** Without its line break. */
  readonly bytes: Buffer
  /** Where it begins, in bytes from the start of the file. */
  readonly offset: number
  /** False of a last line that nothing ends: whoever wrote it was interrupted, or is still writing. */
  readonly isWhole: boolean
}

const readSize = 1024 * 1024
const lineBreak = 0x0a

/** The lines of a file from a position on; empty ones are left out. */
export async function* linesOf(file: FileHandle, from = 0): AsyncGenerator<FoundLine> {
  let offset = from
  let position = from
  let kept: Buffer[] = []
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(readSize), 0, readSize, position)
    if (bytesRead === 0) break
    position += bytesRead
    let start = 0
    const chunk = buffer.subarray(0, bytesRead)
    for (let end = chunk.indexOf(lineBreak); end >= 0; end = chunk.indexOf(lineBreak, start)) {
      const bytes = joined(kept, chunk.subarray(start, end))
      kept = []
      if (bytes.length > 0) yield { bytes, offset, isWhole: true }
      offset += bytes.length + 1
      start = end + 1
    }
    if (start < chunk.length) kept.push(chunk.subarray(start))
  }
  const bytes = joined(kept, Buffer.alloc(0))
  if (bytes.length > 0) yield { bytes, offset, isWhole: false }
}

const joined = (kept: readonly Buffer[], rest: Buffer): Buffer =>
  kept.length === 0 ? rest : Buffer.concat([...kept, rest])
