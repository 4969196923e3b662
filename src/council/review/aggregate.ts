/** Makes one ranking of many reviews. */
import type { Council, MemberAnswer, Place, Ranking, Review } from '../types.ts'
import { agreementOf, confidenceOf } from './agreement.ts'
import { type Ballot, ballotsOf, isCounted } from './ballots.ts'
import { isAnswered } from './evidence.ts'
import { meanMeasures, noiseOf } from './measures.ts'
import { copelandWinners, kemenyWinners } from './other-counts.ts'
import { bordaOf, pairsOf } from './pairs.ts'

/** Shares of pairs spread evenly from 0 to 1 deviate by 1/√12: so they are in the same unit as the measures. */
const spread = Math.sqrt(12)
const farthestPrior = 5
/** Scores closer than this differ by rounding alone. */
const digits = 1e9

interface Ranked extends Place {
  readonly prior: number
  readonly listed: number
}

/** See `Judging.aggregate`. */
export function aggregate(
  reviews: readonly Review[],
  answers: readonly MemberAnswer[],
  { priors = {} }: Council,
): Ranking | undefined {
  const candidates = answers.filter(isAnswered)
  const ballots = ballotsOf(reviews, candidates)
  if (ballots.length < 2) return undefined
  const pairs = pairsOf(ballots, candidates.length)
  const measures = meanMeasures(ballots, candidates.length)
  const priorWeight = weightOfPriors(noiseOf(ballots, candidates.length))
  const ranked = candidates.map(({ member }, listed): Ranked => {
    const borda = bordaOf(listed, pairs)
    const z = measures[listed] ?? null
    const prior = priorOf(priors[member.id])
    const score = Math.round((meritOf(borda, z) + priorWeight * prior) * digits) / digits
    return {
      member: member.id,
      score,
      borda,
      z,
      ...countsOf(member.id, listed, ballots, reviews),
      prior,
      listed,
    }
  })
  const places = [...ranked].sort(byMerit)
  const winner = places[0]?.listed ?? 0
  const isContested = [copelandWinners(pairs), kemenyWinners(pairs)].some(
    winners => winners !== undefined && !winners.includes(winner),
  )
  const agreement = agreementOf(ballots)
  return {
    places: places.map(({ prior: _, listed: __, ...place }) => place),
    agreement,
    confidence: confidenceOf(agreement, ballots, pairs, isContested),
    isContested,
  }
}

/** In standard deviations, 0 for an answer of which nobody has said anything: not known is not bad. */
function meritOf(borda: number | null, z: number | null): number {
  const compared = borda === null ? null : (borda - 0.5) * spread
  return compared === null || z === null ? (compared ?? z ?? 0) : (compared + z) / 2
}

/** The less the reviewers can tell apart, the more counts what was known before. */
const weightOfPriors = (noise: number): number => Math.min(2, Math.max(0.2, noise / 2))

const priorOf = (prior = 0): number =>
  Number.isFinite(prior) ? Math.min(farthestPrior, Math.max(-farthestPrior, prior)) : 0

function countsOf(
  id: string,
  answer: number,
  ballots: readonly Ballot[],
  reviews: readonly Review[],
): Pick<Place, 'ballots' | 'firsts' | 'flaws'> {
  return {
    ballots: ballots.filter(({ order }) => order.flat().includes(answer)).length,
    firsts: ballots.filter(({ order }) => order[0]?.includes(answer)).length,
    flaws: reviews.filter(review => isCounted(review) && Object.hasOwn(review.flaws, id)).length,
  }
}

const lowest = Number.NEGATIVE_INFINITY

function byMerit(one: Ranked, other: Ranked): number {
  const z = ({ z: value }: Ranked): number => (value === null ? lowest : Math.round(value * digits))
  if (one.score !== other.score) return other.score - one.score
  if (z(one) !== z(other)) return z(other) - z(one)
  return one.flaws - other.flaws || other.prior - one.prior || one.listed - other.listed
}
