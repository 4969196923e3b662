/** Asks the chairman: the conversation as it is, and behind it the drafts and what reviewers found. */
import type { ContentBlock } from '../../anthropic/blocks.ts'
import type { InputMessage, MessagesRequest } from '../../anthropic/request.ts'
import type { Council, Member, MemberAnswer, Ranking, Review } from '../types.ts'
import { basisOf } from './basis.ts'
import { evidenceOf, longestAnswer } from './evidence.ts'
import { fenced, withoutMarks } from './fences.ts'
import { drawLabels } from './labels.ts'
import { lotsOf } from './lots.ts'
import { questionDigest } from './question.ts'
import { type Drafts, placesOf, remarksOn } from './remarks.ts'
import { nonceOf } from './review-request.ts'
import {
  answersHeading,
  editOrder,
  mergeOrder,
  noRankingNotice,
  rankingNotice,
  remarksHeading,
  synthesisOpening,
  taskHeading,
} from './wording.ts'

/** Characters of all drafts together. */
const longestDrafts = 60_000
/** In scores: so far ahead an answer is edited and not merged. */
const farAhead = 0.75

/** See `Judging.synthesisRequest`. */
export function synthesisRequest(
  question: MessagesRequest,
  answers: readonly MemberAnswer[],
  ranking: Ranking | undefined,
  reviews: readonly Review[],
  { seed }: Council,
  chairman: Member,
): MessagesRequest {
  const asked = questionDigest(question)
  const nonce = nonceOf(seed, 'chairman', asked)
  const lots = lotsOf(seed, 'drafts', asked)
  const basis = lots.shuffled(basisOf(answers, ranking, reviews))
  const limit = Math.min(longestAnswer, Math.floor(longestDrafts / Math.max(1, basis.length)))
  const texts = basis.map(({ text }) => evidenceOf(text, nonce, limit))
  const labels = drawLabels(basis.length, lots, texts)
  const drafts: Drafts = new Map(basis.map(({ member }, index) => [member.id, labels[index] ?? '']))
  const remarks = withoutMarks(remarksOn(drafts, reviews).join('\n'), nonce)
  const parts = [
    synthesisOpening,
    answersHeading,
    ...texts.map((text, index) => fenced('answer', labels[index] ?? '', text, nonce)),
    remarksHeading,
    ranking ? rankingNotice(placesOf(drafts, ranking), ranking.confidence) : noRankingNotice,
    ...(remarks === '' ? [] : [fenced('remarks', 'reviews', remarks, nonce)]),
    taskHeading,
    orderOf(ranking, drafts),
  ]
  return {
    ...question,
    model: chairman.model,
    ...(chairman.temperature !== undefined && { temperature: chairman.temperature }),
    messages: withLastBlock(question.messages, parts.join('\n\n')),
  }
}

function orderOf(ranking: Ranking | undefined, drafts: Drafts): string {
  const [first, second] = ranking?.places ?? []
  const label = first && drafts.get(first.member)
  const isAhead =
    ranking?.confidence !== 'low' &&
    !ranking?.isContested &&
    first &&
    second &&
    first.score - second.score >= farAhead
  return label !== undefined && isAhead ? editOrder(label) : mergeOrder
}

/** In the last message if it is the person's; behind results of tools, whose place is first. */
function withLastBlock(messages: readonly InputMessage[], text: string): readonly InputMessage[] {
  const block: ContentBlock = { type: 'text', text }
  const last = messages.at(-1)
  if (last?.role !== 'user') return [...messages, { role: 'user', content: [block] }]
  const content: readonly ContentBlock[] =
    typeof last.content === 'string' ? [{ type: 'text', text: last.content }] : last.content
  return [...messages.slice(0, -1), { ...last, content: [...content, block] }]
}
