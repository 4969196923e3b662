/** Puts a rope together from texts and blobs, as short as it can be said. */
import type { BlobUse } from './blob-store.ts'
import type { Rope, RopePiece } from './schema.ts'
import { scrubBytes } from './scrub.ts'

const comma = 0x2c

export class RopeWriter {
  readonly #pieces: RopePiece[] = []
  #scrubbed: Record<string, number> | undefined
  /** A comma that is not written yet: between two blobs it goes without saying. */
  #hasComma = false

  /** Keys that were taken out of all it is made of, by kind. */
  get scrubbed(): Readonly<Record<string, number>> | undefined {
    return this.#scrubbed
  }

  /** The whole, when all has been given. */
  get finished(): Rope {
    return this.#hasComma ? [...this.#pieces, ','] : this.#pieces
  }

  /** As between two elements. */
  comma(): void {
    if (this.#last !== undefined && !this.#hasComma) this.#hasComma = true
    else {
      this.#writeComma()
      this.#pieces.push(',')
    }
  }

  text(bytes: Buffer): void {
    if (bytes.length === 0) return
    if (bytes.length === 1 && bytes[0] === comma) {
      this.comma()
      return
    }
    this.#writeComma()
    const { bytes: clean, found } = scrubBytes(bytes)
    this.#count(found)
    this.#pieces.push(clean.toString())
  }

  blob({ n, insert, found }: BlobUse): void {
    this.#count(found)
    const last = this.#last
    if (this.#hasComma && last !== undefined && !insert && n === last + 1) {
      const before = this.#pieces.at(-1)
      this.#pieces[this.#pieces.length - 1] = [Array.isArray(before) ? (before[0] as number) : last, n]
      this.#hasComma = false
    } else {
      this.#writeComma()
      this.#pieces.push(insert ? { blob: n, insert } : n)
    }
  }

  #writeComma(): void {
    if (this.#hasComma) this.#pieces.push(',')
    this.#hasComma = false
  }

  /** The number that the next one could follow. */
  get #last(): number | undefined {
    const piece = this.#pieces.at(-1)
    if (typeof piece === 'number') return piece
    return Array.isArray(piece) ? (piece[1] as number) : undefined
  }

  #count(found: Readonly<Record<string, number>> | undefined): void {
    if (!found) return
    this.#scrubbed ??= {}
    for (const [kind, count] of Object.entries(found))
      this.#scrubbed[kind] = (this.#scrubbed[kind] ?? 0) + count
  }
}
