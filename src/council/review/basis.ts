/** Which answers a chairman is shown. */
import type { MemberAnswer, Ranking, Review } from '../types.ts'
import { isAnswered } from './evidence.ts'

/** Up to so many all go in; of more, so many of the best. */
const mostDrafts = 4
/** One reviewer may err, or lie. */
const enoughToExclude = 2

/** `id`s of answers that at least two reviewers suspect of steering their judges. */
export function excludedBy(reviews: readonly Review[]): readonly string[] {
  const suspected = reviews.flatMap(review => [...new Set(review.suspected)])
  const times = (id: string): number => suspected.filter(each => each === id).length
  return [...new Set(suspected)].filter(id => times(id) >= enoughToExclude)
}

/**
 * As they were listed. Without the excluded ones, unless none were left; without a ranking nobody knows the best, and all
 * others go in.
 */
export function basisOf(
  answers: readonly MemberAnswer[],
  ranking: Ranking | undefined,
  reviews: readonly Review[],
): readonly MemberAnswer[] {
  const given = answers.filter(isAnswered)
  const excluded = excludedBy(reviews)
  const trusted = given.filter(({ member }) => !excluded.includes(member.id))
  const usable = trusted.length > 0 ? trusted : given
  if (!ranking || usable.length <= mostDrafts) return usable
  const ids = usable.map(({ member }) => member.id)
  const best = ranking.places.map(({ member }) => member).filter(id => ids.includes(id))
  const kept = best.slice(0, mostDrafts)
  return usable.filter(({ member }) => kept.includes(member.id))
}
