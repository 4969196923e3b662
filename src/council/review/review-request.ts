/** Asks a reviewer: which answers, under which labels, in which order. */
import type { Message } from '../../anthropic/message.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { ReviewTask } from '../judging.ts'
import type { Council, Member, MemberAnswer } from '../types.ts'
import { evidenceOf, isAnswered } from './evidence.ts'
import { excerpt } from './excerpt.ts'
import { fenced, withoutMarks } from './fences.ts'
import { drawLabels } from './labels.ts'
import { digestOf, lotsOf } from './lots.ts'
import { picturesOf, questionDigest, questionText } from './question.ts'
import { exampleOf, submissionTool, submitReview } from './submission.ts'
import {
  answersHeading,
  ballotHeading,
  ballotOrder,
  questionHeading,
  repairOrder,
  reviewSystem,
  suspicionNotice,
} from './wording.ts'

/** Tokens. Room for models that think before they write. */
const reviewTokens = 4_096
const repairTokens = 1_024
/** Characters of a review that could not be read. */
const longestReview = 8_000
/** From so many answers on, leaving out the reviewer's own still leaves enough comparisons of each pair. */
const enoughToRecuse = 4

/** See `Judging.reviewTask`. */
export function reviewTask(
  question: MessagesRequest,
  answers: readonly MemberAnswer[],
  reviewer: Member,
  index: number,
  council: Council,
): ReviewTask {
  const asked = questionDigest(question)
  const seats = seatsOf(answers.filter(isAnswered), reviewer, index, council, asked)
  const nonce = nonceOf(council.seed, reviewer.id, asked)
  const texts = seats.map(({ text }) => evidenceOf(text, nonce))
  const questionWords = withoutMarks(questionText(question), nonce)
  const lots = lotsOf(council.seed, 'labels', reviewer.id, asked)
  const labels = drawLabels(seats.length, lots, [questionWords, ...texts])
  const prompt = promptOf(questionWords, seats, texts, labels, nonce)
  return {
    request: {
      model: reviewer.model,
      max_tokens: reviewTokens,
      temperature: 0,
      system: reviewSystem,
      messages: [{ role: 'user', content: [...picturesOf(question), { type: 'text', text: prompt }] }],
      tools: [submissionTool(labels)],
      tool_choice: { type: 'tool', name: submitReview, disable_parallel_tool_use: true },
    },
    shown: seats.map(({ member }, seat) => ({ label: labels[seat] ?? '', member: member.id })),
  }
}

/** 16 hexadecimal digits, which nobody who writes an answer can know. */
export const nonceOf = (...words: readonly string[]): string => digestOf('nonce', ...words).slice(0, 16)

/** One base order for all reviewers, which each of them begins at another place: what stands first differs for each. */
function seatsOf(
  answers: readonly MemberAnswer[],
  reviewer: Member,
  index: number,
  { seed, recuse = 'auto' }: Council,
  asked: string,
): readonly MemberAnswer[] {
  const base = lotsOf(seed, 'order', asked).shuffled(answers)
  const isRecused = recuse === 'on' || (recuse === 'auto' && answers.length >= enoughToRecuse)
  const start = base.length === 0 ? 0 : index % base.length
  const rotated = [...base.slice(start), ...base.slice(0, start)]
  return isRecused ? rotated.filter(({ member }) => member.id !== reviewer.id) : rotated
}

function promptOf(
  question: string,
  seats: readonly MemberAnswer[],
  texts: readonly string[],
  labels: readonly string[],
  nonce: string,
): string {
  const blocks = texts.map((text, seat) => fenced('answer', labels[seat] ?? '', text, nonce))
  const notices = seats.flatMap(({ suspicions }, seat) =>
    suspicions.length === 0 ? [] : [suspicionNotice(labels[seat] ?? '', suspicions)],
  )
  return [
    questionHeading,
    fenced('question', 'asked', question, nonce),
    answersHeading,
    ...blocks,
    ballotHeading,
    ...notices,
    ballotOrder(labels, exampleOf(labels)),
  ].join('\n\n')
}

/** See `Judging.repairRequest`. */
export function repairRequest({ request, shown }: ReviewTask, message: Message): MessagesRequest {
  const labels = shown.map(({ label }) => label)
  const said = excerpt(saidIn(message), longestReview)
  return {
    ...request,
    max_tokens: repairTokens,
    messages: [
      {
        role: 'user',
        content: `${repairOrder(labels, exampleOf(labels))}\n\n${fenced('remarks', 'yours', said, nonceOf(said, ...labels))}`,
      },
    ],
  }
}

/** The review as it came: its text, and what was given to tools. */
const saidIn = ({ content }: Message): string =>
  content
    .map(block => {
      if (block.type === 'text') return block.text
      return block.type === 'tool_use' ? JSON.stringify(block.input) : ''
    })
    .filter(text => text !== '')
    .join('\n')
