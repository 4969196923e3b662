/** The votes that count, and how much: one comparison of two answers by one reviewer is what everything is made of. */
import type { Member, MemberAnswer, Review } from '../types.ts'
import { totalOf } from './totals.ts'

/** A ballot whose scores say another order than its order is half a guess. */
const contradictoryWeight = 0.7
/** Models of one family like each other's answers. */
const familyWeight = 0.5

export interface Comparison {
  readonly one: number
  readonly other: number
  /** 1: `one` is better; 0: `other`; ½: they are equal. */
  readonly result: 0 | 0.5 | 1
  readonly weight: number
}

/** Answers by their index. */
export interface Ballot {
  readonly reviewer: Member
  readonly order: readonly (readonly number[])[]
  readonly comparisons: readonly Comparison[]
  readonly totals: ReadonlyMap<number, number>
  /** How much this reviewer's word on one answer counts. */
  weightOf(answer: number): number
}

/** Who abstained, failed or came late is as if never asked. */
export const isCounted = ({ status }: Review): boolean => ['given', 'repaired', 'partial'].includes(status)

export function ballotsOf(reviews: readonly Review[], answers: readonly MemberAnswer[]): readonly Ballot[] {
  const indexOf = new Map(answers.map(({ member }, index) => [member.id, index]))
  return reviews.flatMap(review => {
    if (!isCounted(review)) return []
    const order = review.order
      .map(group => [...new Set(group)].flatMap(id => indexOf.get(id) ?? []))
      .filter(group => group.length > 0)
    return order.length === 0 ? [] : [ballotOf(review, order, answers)]
  })
}

function ballotOf(
  { reviewer, scores, isContradictory }: Review,
  order: readonly (readonly number[])[],
  answers: readonly MemberAnswer[],
): Ballot {
  const trust = isContradictory ? contradictoryWeight : 1
  const isKin = (answer: number): boolean => answers[answer]?.member.family === reviewer.family
  const weightOf = (answer: number): number => trust * (isKin(answer) ? familyWeight : 1)
  const comparisons = order.flatMap((group, place) =>
    group.flatMap((one, within) => {
      const compared = (other: number, result: 0.5 | 1): Comparison => ({
        one,
        other,
        result,
        weight: Math.min(weightOf(one), weightOf(other)),
      })
      const equals = group.slice(within + 1).map(other => compared(other, 0.5))
      return [
        ...equals,
        ...order
          .slice(place + 1)
          .flat()
          .map(other => compared(other, 1)),
      ]
    }),
  )
  const totals = new Map(
    answers.flatMap(({ member }, index) => {
      const total = totalOf(scores[member.id])
      return total === undefined ? [] : [[index, total] as const]
    }),
  )
  return { reviewer, order, comparisons, totals, weightOf }
}
