/** How much two texts say in the same words: 0 for nothing, 1 for all. */

/** Characters of each text that are looked at. */
const longest = 200_000

/** Sørensen and Dice's coefficient of pairs of neighbouring words; of single words where a text is but one. Linear in time. */
export function similarityOf(one: string, other: string): number {
  const [words, others] = [wordsOf(one), wordsOf(other)]
  if (words.join(' ') === others.join(' ')) return 1
  if (words.length === 0 || others.length === 0) return 0
  const size = Math.min(2, words.length, others.length)
  const [counts, otherCounts] = [counted(words, size), counted(others, size)]
  let common = 0
  for (const [group, count] of counts) common += Math.min(count, otherCounts.get(group) ?? 0)
  return (2 * common) / (words.length + others.length - 2 * (size - 1))
}

const wordsOf = (text: string): readonly string[] =>
  text.slice(0, longest).match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []

function counted(words: readonly string[], size: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (let at = 0; at + size <= words.length; at += 1) {
    const group = words.slice(at, at + size).join(' ')
    counts.set(group, (counts.get(group) ?? 0) + 1)
  }
  return counts
}
