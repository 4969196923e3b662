/** Who would win if the same votes were counted in other fair ways. */
import type { Pairs } from './pairs.ts'

/** The exact count looks at every set of answers. */
const mostForKemeny = 7
const alike = 1e-9

/** Copeland: whoever wins the most duels. Several where they are level. */
export const copelandWinners = (pairs: Pairs): readonly number[] =>
  best(
    all(pairs).map(one => ({
      answer: one,
      points: all(pairs).reduce((sum, other) => sum + duel(pairs, one, other), 0),
    })),
  )

function duel(pairs: Pairs, one: number, other: number): number {
  const share = one === other ? undefined : pairs.share(one, other)
  if (share === undefined) return 0
  return Math.abs(share - 0.5) < alike ? 0.5 : Number(share > 0.5)
}

/** Kemeny: first in an order that contradicts the fewest votes. Undefined for more than seven answers. */
export function kemenyWinners(pairs: Pairs): readonly number[] | undefined {
  const { count } = pairs
  if (count > mostForKemeny) return undefined
  const everything = (1 << count) - 1
  // By set of answers, as bits: the most votes that an order of them can respect.
  const respected = new Float64Array(everything + 1)
  const firstIn = (set: number): readonly { answer: number; points: number }[] =>
    all(pairs)
      .filter(answer => set & (1 << answer))
      .map(answer => {
        const rest = set & ~(1 << answer)
        const behind = all(pairs).filter(other => rest & (1 << other))
        const won = behind.reduce((sum, other) => sum + pairs.wins(answer, other), 0)
        return { answer, points: won + (respected[rest] ?? 0) }
      })
  for (let set = 1; set <= everything; set++) {
    respected[set] = Math.max(...firstIn(set).map(({ points }) => points))
  }
  return best(firstIn(everything))
}

const all = ({ count }: Pairs): readonly number[] => Array.from({ length: count }, (_, answer) => answer)

function best(counted: readonly { readonly answer: number; readonly points: number }[]): readonly number[] {
  const most = Math.max(...counted.map(({ points }) => points))
  return counted.filter(({ points }) => points > most - alike).map(({ answer }) => answer)
}
