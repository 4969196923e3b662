/** Pieces of a long prompt that stand for the whole of it. */

/** Characters of all pieces together, and how many there are. */
const longest = 12_288
const pieces = 12

export interface Excerpt {
  readonly text: string
  /** Length of the whole beside that of the excerpt; 1 for a whole. */
  readonly share: number
}

/** Evenly spread over the texts, the same each time. */
export function excerptOf(texts: readonly string[]): Excerpt {
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  if (length <= longest) return { text: texts.join('\n'), share: 1 }
  const taken: string[] = []
  let start = 0
  let next = 0
  for (const text of texts) {
    for (; next < start + text.length; next += length / pieces) {
      const from = Math.floor(next - start)
      taken.push(text.slice(from, from + longest / pieces))
    }
    start += text.length
  }
  const kept = taken.reduce((sum, piece) => sum + piece.length, 0)
  return { text: taken.join('\n'), share: length / kept }
}
