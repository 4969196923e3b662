/** One line for each event of a council that a person follows. */
import type { ChalkInstance } from 'chalk'
import type { CouncilEvent, MemberAnswer, Review } from '../../council/types.ts'
import { rankingText } from './ranking-text.ts'
import { dollarsText, failureText, marks, secondsText, shortcomingText, tokensText } from './words.ts'

export interface EventContext {
  readonly colors: ChalkInstance
  /** So far. */
  readonly reviews: readonly Review[]
  /** Milliseconds. */
  readonly callMs?: number
}

/** Undefined for what has no line of its own. */
export function eventText(event: CouncilEvent, context: EventContext): string | undefined {
  const { colors, reviews, callMs } = context
  switch (event.type) {
    case 'member_ended':
      return answerText(event.answer, colors, callMs)
    case 'quorum':
      return colors.dim(`quorum ${event.answered}/${event.of} after ${secondsText(event.at)}`)
    case 'review_ended':
      return reviewText(event.review, colors)
    case 'ranked':
      return rankingText(event.ranking, reviews, colors)
    case 'synthesis_started':
      return colors.dim(`${event.by.id} writes the answer, after ${secondsText(event.at)}`)
    case 'synthesis_failed':
      return colors.yellow(`${event.by.id} could not write it: ${failureText(event.error, event.by)}`)
    default:
      return undefined
  }
}

export function answerText(answer: MemberAnswer, colors: ChalkInstance, callMs?: number): string {
  const { status, member, usage, dollars, timing, suspicions } = answer
  if (status !== 'answered') {
    const color = marks[status] === '✗' ? colors.red : colors.dim
    return `${color(marks[status])} ${member.id}  ${shortcomingText(answer, callMs)}`
  }
  const facts = [member.id, secondsText(timing.totalMs), tokensText(usage), dollarsText(dollars)]
  const line = `${colors.green(marks.answered)} ${facts.filter(Boolean).join('  ')}`
  return suspicions.length === 0
    ? line
    : `${line}  ${colors.yellow(`speaks to its judges: ${suspicions.join('; ')}`)}`
}

const reviewWords: Readonly<Record<Review['status'], string>> = {
  given: '',
  repaired: 'its form was mended',
  partial: 'some answers are not placed',
  abstained: 'abstains',
  failed: 'failed',
  late: 'was not waited for any longer',
}

export function reviewText(
  { reviewer, status, timing, error, isContradictory }: Review,
  colors: ChalkInstance,
): string {
  const isGiven = status === 'given' || status === 'repaired' || status === 'partial'
  const facts = [
    `review of ${reviewer.id}`,
    isGiven ? secondsText(timing.totalMs) : '',
    error && !isGiven ? failureText(error, reviewer) : reviewWords[status],
    isContradictory ? 'its scores say another order than it does' : '',
  ]
  return `${isGiven ? colors.green('✓') : colors.yellow('–')} ${facts.filter(Boolean).join('  ')}`
}
