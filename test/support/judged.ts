/** Councils for the tests of judging: members, answers and reviews, written down or simulated. */
import { emptyMessage, type Message, textMessage } from '../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import type { ReviewTask } from '../../src/council/judging.ts'
import { standardJudging } from '../../src/council/review/standard-judging.ts'
import { simulatedAnswer } from '../../src/council/simulated/simulated-answer.ts'
import type { Council, Member, MemberAnswer, Review } from '../../src/council/types.ts'

export const member = (id: string, family = id): Member => ({ id, model: `sim:${id}`, family })

export const answer = (
  id: string,
  text = `What ${id} says.`,
  other: Partial<MemberAnswer> = {},
): MemberAnswer => ({
  member: member(id),
  status: 'answered',
  text,
  timing: { totalMs: 0 },
  suspicions: [],
  ...other,
})

export const council = (members: readonly Member[], other: Partial<Council> = {}): Council => ({
  mode: 'full',
  members,
  chairmen: members.slice(0, 1),
  callMs: 1000,
  seed: 'seed',
  ...other,
})

export const review = (
  reviewer: string,
  order: readonly (readonly string[])[],
  other: Partial<Review> = {},
): Review => ({
  reviewer: member(reviewer),
  status: 'given',
  order,
  scores: {},
  flaws: {},
  suspected: [],
  critiques: {},
  shown: [],
  isContradictory: false,
  timing: { totalMs: 0 },
  ...other,
})

export const asked = (text: string): MessagesRequest => ({
  model: 'council',
  max_tokens: 1000,
  messages: [{ role: 'user', content: text }],
})

export const toolMessage = (input: unknown): Message => ({
  ...emptyMessage('msg_1', 'sim'),
  stop_reason: 'tool_use',
  content: [{ type: 'tool_use', id: 'toolu_1', name: 'submit_review', input }],
})

export const said = (text: string): Message => textMessage(text, 'sim')

/** A task in which the answers of `a`, `b`, `c` ... stand behind these labels. */
export const taskOf = (...labels: readonly string[]): ReviewTask => ({
  request: asked('?'),
  shown: labels.map((label, index) => ({ label, member: 'abcdefgh'[index] ?? '' })),
})

/** The text of the only block of the only message, or of the last one. */
export function promptOf({ messages }: MessagesRequest): string {
  const content = messages.at(-1)?.content ?? ''
  if (typeof content === 'string') return content
  const last = content.at(-1)
  return last?.type === 'text' ? last.text : ''
}

/** How a simulated model answers, as a message. */
export function simulatedMessage(spec: string, request: MessagesRequest, seed: string): Message {
  const { text, toolCall } = simulatedAnswer(spec, request, seed)
  return toolCall ? toolMessage(toolCall.input) : said(text)
}

/** The reviews of all members on all answers, through the real prompts and the real parser. */
export function reviewsBy(
  question: MessagesRequest,
  answers: readonly MemberAnswer[],
  sitting: Council,
  task: typeof standardJudging.reviewTask = standardJudging.reviewTask,
): readonly Review[] {
  return (sitting.reviewers ?? sitting.members).flatMap((reviewer, index) => {
    const given = task(question, answers, reviewer, index, sitting)
    const message = simulatedMessage(reviewer.model, given.request, sitting.seed)
    const { status, ...read } = standardJudging.readReview(given, message)
    if (status === 'unreadable') return []
    return [{ reviewer, status, ...read, shown: given.shown, timing: { totalMs: 0 } }]
  })
}
