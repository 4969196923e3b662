/** What a council is, what it needs, what happens in it, and what comes of it. */
import type { ApiError } from '../anthropic/errors.ts'
import type { StreamEvent } from '../anthropic/events.ts'
import type { Message, Usage } from '../anthropic/message.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { ModelRef } from '../core/backend.ts'

/**
 * `full`: all answer, all review, the chairman writes the answer. `fast`: without reviews. `race`: the first to begin answers alone.
 */
export const councilModes = ['full', 'fast', 'race'] as const
export type CouncilMode = (typeof councilModes)[number]

export interface Member {
  /** Shown to people, and unique in its council: `openai:gpt-4o`, `openai:gpt-4o #2` for a second sample of it. */
  readonly id: string
  /** What is asked of the gateway. */
  readonly model: ModelRef
  /** Vendor and line, such as `openai gpt`: models of one family err alike. */
  readonly family: string
  readonly temperature?: number
  /** No quorum is reached without it. */
  readonly isRequired?: boolean
}

/** What was named and cannot take part, and what to do about it. */
export interface Absent {
  readonly spec: string
  readonly reason: string
}

export interface Council {
  readonly mode: CouncilMode
  readonly members: readonly Member[]
  /** Tried one after the other. */
  readonly chairmen: readonly Member[]
  /** Default: the members. */
  readonly reviewers?: readonly Member[]
  /** Answers after which the others get a short grace only. Default: two thirds, of two members both. */
  readonly quorum?: number
  /** Milliseconds for each call of a model. */
  readonly callMs: number
  /** Milliseconds for the whole. */
  readonly deadlineMs?: number
  /** What is drawn by lot is drawn by this: the same seed gives the same labels and orders. */
  readonly seed: string
  /** US dollars: no further stage begins once so much is spent. */
  readonly maxDollars?: number
  /** How much a member's answers are thought of beforehand, by `id`; 0 where nothing is said. */
  readonly priors?: Readonly<Record<string, number>>
  /** Whether reviewers are shown their own answer. Default `auto`: from four answers on they are not. */
  readonly recuse?: 'auto' | 'on' | 'off'
  /** `false`: the members advise, and somebody else acts: it ends without an answer of its own. Default true. */
  readonly synthesizes?: boolean
}

export type Role = 'member' | 'reviewer' | 'chairman'

export interface CouncilCall {
  readonly role: Role
  readonly member: Member
  /** For this member: its `model` is the member's. */
  readonly request: MessagesRequest
  readonly signal: AbortSignal
}

/** Milliseconds. */
export interface CouncilClock {
  now(): number
  /** Resolves early when the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** The only effects that a council has. */
export interface CouncilParts {
  /** Throws `ApiError`s. Stops when the signal does. */
  call(call: CouncilCall): AsyncIterable<StreamEvent>
  readonly clock: CouncilClock
  /** US dollars; undefined where the price is not known. */
  costOf?(member: Member, usage: Usage): number | undefined | Promise<number | undefined>
}

/** Milliseconds since the start of the call. */
export interface CallTiming {
  readonly firstMs?: number
  readonly totalMs: number
}

export interface MemberAnswer {
  readonly member: Member
  readonly status: 'answered' | 'late' | 'timeout' | 'failed' | 'empty' | 'refused' | 'aborted'
  readonly message?: Message
  /** Of the message, without thinking. */
  readonly text: string
  readonly usage?: Usage
  /** Absent: not known. */
  readonly dollars?: number
  readonly timing: CallTiming
  readonly error?: ApiError
  /** What in the text speaks to judges and not to the person, as short sentences. */
  readonly suspicions: readonly string[]
}

export const dimensions = ['correct', 'complete', 'grounded', 'concise'] as const
export type Dimension = (typeof dimensions)[number]

export interface Review {
  readonly reviewer: Member
  /** `partial`: not all answers were placed; the others are not known, and not last. */
  readonly status: 'given' | 'repaired' | 'partial' | 'abstained' | 'failed' | 'late'
  /** `id`s of members, the best first; those that stand together are equal. */
  readonly order: readonly (readonly string[])[]
  /** 1 to 5, by `id`. */
  readonly scores: Readonly<Record<string, Readonly<Partial<Record<Dimension, number>>>>>
  /** Fatal flaws, by `id`. */
  readonly flaws: Readonly<Record<string, string>>
  /** `id`s of those whose answer gives orders to its judges. */
  readonly suspected: readonly string[]
  /** In a few sentences, by `id`. */
  readonly critiques: Readonly<Record<string, string>>
  /** What the reviewer saw, in that order. */
  readonly shown: readonly { readonly label: string; readonly member: string }[]
  /** Its scores say another order than its order. */
  readonly isContradictory: boolean
  readonly usage?: Usage
  readonly dollars?: number
  readonly timing: CallTiming
  readonly error?: ApiError
}

export interface Place {
  readonly member: string
  readonly score: number
  /** 0 to 1, from pairs; null where nobody has compared it. */
  readonly borda: number | null
  /** Mean of the scores by each reviewer's own measure; null without scores. */
  readonly z: number | null
  readonly ballots: number
  readonly firsts: number
  readonly flaws: number
}

export interface Ranking {
  /** The best first. */
  readonly places: readonly Place[]
  /** 0 to 1: how much the reviewers agree; null for less than two ballots. */
  readonly agreement: number | null
  readonly confidence: 'low' | 'medium' | 'high'
  /** Other fair ways to count have another winner. */
  readonly isContested: boolean
}

export interface Synthesis {
  /**
   * `chairman`: written by one. `top_ranked`: no chairman could, and this is the best answer word for word. `single`: only one
   * answered. `race`: the first. `none`: nobody was to write one.
   */
  readonly kind: 'chairman' | 'top_ranked' | 'single' | 'race' | 'none'
  /** `id` of whoever wrote it. */
  readonly by?: string
  /** `id`s of the members whose answers went into it. */
  readonly basis: readonly string[]
}

export interface CouncilResult {
  readonly mode: CouncilMode
  /** What was not as it should be, in sentences. */
  readonly degraded: readonly string[]
  readonly answers: readonly MemberAnswer[]
  readonly reviews: readonly Review[]
  readonly ranking?: Ranking
  readonly synthesis: Synthesis
  readonly message?: Message
  readonly text: string
  /** A minority that somebody put first, or a flaw of the winner's that nobody has answered. */
  readonly dissent: readonly { readonly member: string; readonly point: string }[]
  readonly calls: number
  readonly dollars: { readonly known: number; readonly unknownCalls: number }
  readonly timing: {
    readonly respondMs: number
    readonly reviewMs: number
    readonly synthesisMs: number
    readonly totalMs: number
  }
  readonly seed: string
  readonly promptVersion: string
}

/** `at`: milliseconds since the start. The last one is `ended` or `failed`. */
export type CouncilEvent = { readonly at: number } & (
  | { readonly type: 'started'; readonly council: Council }
  | { readonly type: 'member_started'; readonly member: Member }
  /** Its first word. */
  | { readonly type: 'member_began'; readonly member: Member }
  | { readonly type: 'member_ended'; readonly answer: MemberAnswer }
  | { readonly type: 'quorum'; readonly answered: number; readonly of: number }
  | { readonly type: 'review_started'; readonly reviewer: Member }
  | { readonly type: 'review_ended'; readonly review: Review }
  | { readonly type: 'ranked'; readonly ranking: Ranking }
  | { readonly type: 'synthesis_started'; readonly by: Member }
  | { readonly type: 'synthesis_failed'; readonly by: Member; readonly error: ApiError }
  /** Of the answer, as it comes: one legal stream of a message. */
  | { readonly type: 'event'; readonly event: StreamEvent }
  | { readonly type: 'ended'; readonly result: CouncilResult }
  | { readonly type: 'failed'; readonly error: ApiError; readonly answers: readonly MemberAnswer[] }
)
