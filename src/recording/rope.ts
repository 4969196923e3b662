/** Puts a packed body together again: the exact bytes that were packed. */
import { RecordingError } from './recording-error.ts'
import type { Rope, RopePiece } from './schema.ts'

/** The bytes of a blob by its number; throws where the file has none of that number. */
export type BlobReader = (n: number) => Promise<Buffer>

const comma = Buffer.from(',')

export async function unpackRope(rope: Rope, blob: BlobReader): Promise<Buffer> {
  if (!Array.isArray(rope))
    throw new RecordingError('a body is no list of pieces: see docs/recording-format.md')
  const parts: Buffer[] = []
  for (const piece of rope) parts.push(...(await bytesOf(piece, blob)))
  return Buffer.concat(parts)
}

/** Numbers of the blobs that a rope is made of, each as often as it is used. */
export function* blobsIn(rope: Rope): Generator<number> {
  for (const piece of rope) {
    if (typeof piece === 'number') yield piece
    else if (isSpan(piece)) for (let n = piece[0]; n <= piece[1]; n += 1) yield n
    else if (typeof piece === 'object' && 'blob' in piece) yield piece.blob
  }
}

async function bytesOf(piece: RopePiece, blob: BlobReader): Promise<readonly Buffer[]> {
  if (typeof piece === 'string') return [Buffer.from(piece)]
  if (typeof piece === 'number') return [await blob(piece)]
  if (isSpan(piece)) return spanOf(piece, blob)
  if ('base64' in piece) return [Buffer.from(piece.base64, 'base64')]
  if (!('blob' in piece))
    throw new RecordingError('a piece of a body is in a form that this version of claudecodex does not know')
  return withInserted(await blob(piece.blob), piece.insert)
}

async function spanOf([first, last]: readonly [number, number], blob: BlobReader): Promise<Buffer[]> {
  const parts: Buffer[] = []
  for (let n = first; n <= last; n += 1) {
    if (n > first) parts.push(comma)
    parts.push(await blob(n))
  }
  return parts
}

function withInserted(bytes: Buffer, insert: readonly (readonly [at: number, text: string])[]): Buffer[] {
  const parts: Buffer[] = []
  let from = 0
  for (const [at, text] of insert) {
    parts.push(bytes.subarray(from, at), Buffer.from(text))
    from = at
  }
  return [...parts, bytes.subarray(from)]
}

const isSpan = (piece: RopePiece): piece is readonly [number, number] => Array.isArray(piece)
