/** What the ranking does not show: who was first for a few, and what was held against the winner. */
import type { CouncilResult, MemberAnswer, Ranking, Review } from '../types.ts'
import { isCounted } from './ballots.ts'
import { brief } from './excerpt.ts'
import { relabelled } from './relabel.ts'

/** Characters of one point. */
const longestPoint = 240

/**
 * One entry for each answer other than the winner's that a reviewer put first, its own author's vote aside; and one for each
 * fatal flaw that the winner is charged with. In the order of the ranking. Empty without a ranking.
 */
export function dissentIn(
  reviews: readonly Review[],
  ranking: Ranking | undefined,
  answers: readonly MemberAnswer[],
): CouncilResult['dissent'] {
  const winner = ranking?.places[0]?.member
  if (!ranking || winner === undefined) return []
  const counted = reviews.filter(isCounted)
  const known = new Set(answers.map(({ member }) => member.id))
  const flaws = counted.flatMap(review =>
    Object.hasOwn(review.flaws, winner) ? [pointOf(review, winner, review.flaws[winner] ?? '')] : [],
  )
  const minorities = ranking.places
    .map(({ member }) => member)
    .filter(member => member !== winner && known.has(member))
    .flatMap(member => minorityFor(member, winner, counted))
  return [...flaws, ...minorities]
}

function minorityFor(member: string, winner: string, reviews: readonly Review[]): CouncilResult['dissent'] {
  const [first, ...others] = reviews.filter(
    ({ reviewer, order }) =>
      reviewer.id !== member && order[0]?.includes(member) && !order[0].includes(winner),
  )
  if (!first) return []
  const reason = first.critiques[member] ?? ''
  const count = `Put first by ${others.length + 1} of ${reviews.length} reviewers`
  return [pointOf(first, member, reason === '' ? `${count}.` : `${count}: ${reason}`)]
}

const pointOf = (review: Review, member: string, text: string) => ({
  member,
  point: brief(
    relabelled(text, review.shown, id => id),
    longestPoint,
  ),
})
