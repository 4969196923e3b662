/** Answers and reviews in full, in Markdown: for `--show-responses`, `--show-reviews` and the transcript. */
import type { MemberAnswer, Review } from '../../council/types.ts'
import { secondsText, shortcomingText } from './words.ts'

export const answerSection = (answer: MemberAnswer): string => {
  const { member, status, text, timing } = answer
  const about = status === 'answered' ? secondsText(timing.totalMs) : shortcomingText(answer)
  return [`### ${member.id}`, `${status}, ${about}`, ...(text === '' ? [] : [text])].join('\n\n')
}

export function reviewSection(review: Review): string {
  const { reviewer, status, order, scores, flaws, suspected, critiques, error } = review
  const members = [...new Set([...order.flat(), ...Object.keys(scores), ...Object.keys(critiques)])]
  const notes = members.flatMap(member => {
    const given = Object.entries(scores[member] ?? {}).map(([dimension, score]) => `${dimension} ${score}`)
    const parts = [
      given.join(', '),
      critiques[member] ?? '',
      flaws[member] === undefined ? '' : `Fatal flaw: ${flaws[member]}`,
      suspected.includes(member) ? 'Gives orders to its judges.' : '',
    ].filter(Boolean)
    return parts.length === 0 ? [] : [`- **${member}**: ${parts.join('. ')}`]
  })
  return [
    `### ${reviewer.id}`,
    [status, ...(order.length > 0 ? [orderText(order)] : []), ...(error ? [error.message] : [])].join(', '),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
  ].join('\n\n')
}

/** `a > b = c`. */
const orderText = (order: Review['order']): string => order.map(group => group.join(' = ')).join(' > ')
