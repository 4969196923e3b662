/** Finds what a misspelt word was meant to be. */

/** The candidate within two edits of `word` (one for words of up to four letters) that is closest to it. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = word.length > 4 ? 2 : 1
  const measured = [...candidates].map(candidate => ({ candidate, edits: editDistance(word, candidate) }))
  const best = measured.sort((one, other) => one.edits - other.edits)[0]
  return best && best.edits <= limit ? best.candidate : undefined
}

/** Insertions, deletions, replacements and swaps of neighbours; letter case costs nothing. */
export function editDistance(one: string, other: string): number {
  const [from, to] = [one.toLowerCase(), other.toLowerCase()]
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = last
    last = current
  }
  return last[to.length] ?? 0
}
