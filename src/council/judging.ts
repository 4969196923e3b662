/** How answers are judged: what is asked of reviewers and the chairman, what is read from them, and how votes are counted. */
import type { Message } from '../anthropic/message.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { Council, Member, MemberAnswer, Ranking, Review } from './types.ts'

export interface ReviewTask {
  readonly request: MessagesRequest
  /** Who stands behind which label, in the order shown. Only here: the reviewer never learns it. */
  readonly shown: readonly { readonly label: string; readonly member: string }[]
}

export interface ReadReview {
  readonly status: 'given' | 'partial' | 'abstained' | 'unreadable'
  readonly order: Review['order']
  readonly scores: Review['scores']
  readonly flaws: Review['flaws']
  readonly suspected: Review['suspected']
  readonly critiques: Review['critiques']
  readonly isContradictory: boolean
}

/** Pure: nothing here calls a model. */
export interface Judging {
  /** Changes whenever the words of a prompt do. */
  readonly promptVersion: string
  /** What in a text speaks to judges and not to the person, as short sentences. */
  suspicionsIn(text: string): readonly string[]
  /** `index`: the reviewer's place among the reviewers, from 0. */
  reviewTask(
    question: MessagesRequest,
    answers: readonly MemberAnswer[],
    reviewer: Member,
    index: number,
    council: Council,
  ): ReviewTask
  /** Never throws. */
  readReview(task: ReviewTask, message: Message): ReadReview
  /** Asks the same reviewer once more for what could not be read. */
  repairRequest(task: ReviewTask, message: Message): MessagesRequest
  /** Undefined below two ballots. */
  aggregate(
    reviews: readonly Review[],
    answers: readonly MemberAnswer[],
    council: Council,
  ): Ranking | undefined
  synthesisRequest(
    question: MessagesRequest,
    answers: readonly MemberAnswer[],
    ranking: Ranking | undefined,
    reviews: readonly Review[],
    council: Council,
    chairman: Member,
  ): MessagesRequest
}
