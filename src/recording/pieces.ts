/** Lines on their way to the disk, in pieces of any size. */

export const bytesOf = (piece: Buffer | string): Buffer =>
  typeof piece === 'string' ? Buffer.from(piece) : piece

export const sizeOf = (pieces: readonly Buffer[]): number =>
  pieces.reduce((sum, { length }) => sum + length, 0)

/** What is left when so many bytes were taken. */
export function piecesAfter(pieces: readonly Buffer[], count: number): readonly Buffer[] {
  let left = count
  for (const [index, piece] of pieces.entries()) {
    if (left < piece.length) return [piece.subarray(left), ...pieces.slice(index + 1)]
    left -= piece.length
  }
  return []
}

/** Ends of lines behind so many bytes: a line of which a part is missing is counted. */
export function linesIn(pieces: readonly Buffer[], after: number): number {
  let count = 0
  let start = after
  for (const piece of pieces) {
    for (let at = start; at < piece.length; at += 1) {
      at = piece.indexOf('\n', at)
      if (at < 0) break
      count += 1
    }
    start = Math.max(start - piece.length, 0)
  }
  return count
}
