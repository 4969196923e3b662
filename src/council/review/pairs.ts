/** What all reviewers together say of each pair of answers. */
import type { Ballot } from './ballots.ts'

export interface Pairs {
  /** Weight of the votes for `one` against `other`; ties count half for each. */
  wins(one: number, other: number): number
  /** 0 to 1: the share of `one`; undefined where nobody has compared them, which is not the same as a tie. */
  share(one: number, other: number): number | undefined
  /** Reviewers that have compared them. */
  ballots(one: number, other: number): number
  readonly count: number
}

export function pairsOf(ballots: readonly Ballot[], count: number): Pairs {
  const won = new Float64Array(count * count)
  const seen = new Float64Array(count * count)
  for (const { one, other, result, weight } of ballots.flatMap(({ comparisons }) => comparisons)) {
    won[one * count + other] = (won[one * count + other] ?? 0) + weight * result
    won[other * count + one] = (won[other * count + one] ?? 0) + weight * (1 - result)
    seen[one * count + other] = (seen[one * count + other] ?? 0) + 1
  }
  const wins = (one: number, other: number): number => won[one * count + other] ?? 0
  return {
    count,
    wins,
    share: (one, other) => {
      const sum = wins(one, other) + wins(other, one)
      return sum > 0 ? wins(one, other) / sum : undefined
    },
    ballots: (one, other) => (seen[one * count + other] ?? 0) + (seen[other * count + one] ?? 0),
  }
}

/** 0 to 1: the mean share over all that it was compared with; null where that is none. */
export function bordaOf(answer: number, pairs: Pairs): number | null {
  const shares = Array.from({ length: pairs.count }, (_, other) =>
    other === answer ? undefined : pairs.share(answer, other),
  ).filter(share => share !== undefined)
  return shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length
}
