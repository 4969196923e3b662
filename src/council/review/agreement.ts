/** How much the reviewers agree, and how far that may be trusted: those of one family err together. */
import type { Ranking } from '../types.ts'
import type { Ballot } from './ballots.ts'
import type { Pairs } from './pairs.ts'

/**
 * 0 to 1, from each two reviewers that have compared the same two answers: 1 where all say the same, 0 for what chance would
 * give, or worse. Null where no pair was compared twice.
 */
export function agreementOf(ballots: readonly Ballot[]): number | null {
  const verdicts = new Map<string, number[]>()
  for (const { one, other, result } of ballots.flatMap(({ comparisons }) => comparisons)) {
    const key = one < other ? `${one} ${other}` : `${other} ${one}`
    const verdict = one < other ? result : 1 - result
    verdicts.set(key, [...(verdicts.get(key) ?? []), verdict * 2 - 1])
  }
  const several = [...verdicts.values()].filter(given => given.length > 1)
  const twos = several.reduce((sum, given) => sum + twosOf(given.length), 0)
  const agreed = several.reduce((sum, given) => sum + agreedTwos(given), 0)
  return twos === 0 ? null : Math.min(1, Math.max(0, agreed / twos))
}

const twosOf = (count: number): number => (count * (count - 1)) / 2

/** Of all twos: one point for the same verdict, none for a tie against a preference, one off for opposite ones. */
function agreedTwos(verdicts: readonly number[]): number {
  const count = (verdict: number): number => verdicts.filter(each => each === verdict).length
  const [wins, losses, ties] = [count(1), count(-1), count(0)]
  return twosOf(wins) + twosOf(losses) + twosOf(ties) - wins * losses
}

export function confidenceOf(
  agreement: number | null,
  ballots: readonly Ballot[],
  pairs: Pairs,
  isContested: boolean,
): Ranking['confidence'] {
  const perPair = fewestBallots(pairs)
  if (agreement === null || perPair < 2) return 'low'
  const families = new Set(ballots.map(({ reviewer }) => reviewer.family)).size
  const strength = agreement * Math.min(1, perPair / 3) * (families >= 3 ? 1 : 0.9)
  if (strength < 0.3) return 'low'
  return strength >= 0.6 && families > 1 && !isContested ? 'high' : 'medium'
}

function fewestBallots({ count, ballots }: Pairs): number {
  let fewest = Number.POSITIVE_INFINITY
  for (let one = 0; one < count; one++) {
    for (let other = one + 1; other < count; other++) fewest = Math.min(fewest, ballots(one, other))
  }
  return fewest
}
