/** One request and its answer, as everything inside sees them. */

import type { ApiError } from '../anthropic/errors.ts'
import type { Message } from '../anthropic/message.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { Attempt, Head, Headers, ModelRef } from './backend.ts'
import type { Who } from './who.ts'

export type ExchangeKind = 'messages' | 'count_tokens'
/** What started it: a client, the council command, the replay command. */
export type ExchangeSource = 'http' | 'council' | 'replay'

/** Milliseconds; all but `startedAt` count from it. */
export interface Timing {
  /** Since the epoch. */
  readonly startedAt: number
  /** Until the upstream's headers. */
  readonly head?: number
  /** Until the first event of the answer. */
  readonly firstEvent?: number
  /** Until the end, failed and aborted ones included. */
  readonly total?: number
}

/**
 * When how much of an answer came: milliseconds since the start, and the amount since the moment before. Moments closer than 20 ms
 * are one. The amount is in bytes where the upstream's own pass, else in events; within one answer it can be compared.
 */
export type Pace = readonly (readonly [milliseconds: number, amount: number])[]

/** The end of an exchange. `message` is folded when first looked at; what a broken answer had brought is in it. */
export interface Outcome {
  readonly kind: 'answered' | 'failed' | 'aborted'
  readonly error?: ApiError
  readonly message: Message | undefined
  /** Tokens, where they were what was asked for. */
  readonly count?: number
}

/** Which model answers, and why it was chosen. */
export interface Choice {
  readonly backend: string
  readonly model: string
  /** Such as `model table: claude-haiku-*` or `default of demo`. */
  readonly reason: string
}

/** Headers of the client's answer by lower-case name; `null` takes one away, and may stand behind a name that ends in `*`. */
export type AnswerHeaders = Readonly<Record<string, string | null>>

export interface Exchange {
  /** Sent to the client as `request-id`. */
  readonly id: string
  readonly kind: ExchangeKind
  readonly source: ExchangeSource
  /** Of a child made by `ask`. */
  readonly parent?: Exchange
  /** As the client sent it; never changed. Parsed when first looked at. */
  readonly original: MessagesRequest
  /**
   * The client's body as it came, or what it was decoded to; absent where no client has sent one. Plugins that take secrets out
   * have not seen it: what is shown or kept is `context.record`'s.
   */
  readonly bytes?: Buffer
  /** Model and streaming as the client asked for them, known without parsing. */
  readonly asked: { readonly model: string; readonly stream: boolean; readonly bytes: number }
  readonly who: Who
  /** Allow-listed: no credentials, no cookies. */
  readonly headers: Headers
  readonly signal: AbortSignal
  /** A readonly value in a replaceable slot: assign a new one to change what the backend gets. */
  request: MessagesRequest
  /** Set by a plugin to decide the model. */
  target?: ModelRef
  /** Why, in a few words: the reason of the choice. Set it together with `target`. */
  targetReason?: string
  /**
   * Laid over the upstream's headers when the status goes out, on an answer and on a failure alike, so it counts until
   * then. Assign a new value, with what others have put there in it. On a child it has no effect.
   */
  answerHeaders?: AnswerHeaders
  /** Set once the model is chosen. */
  readonly choice?: Choice
  readonly attempts: readonly Attempt[]
  readonly warnings: readonly string[]
  readonly timing: Timing
  /** How the answer came. */
  readonly pace: Pace
  /** The upstream's status line and headers, where there is an upstream. */
  readonly head?: Head
  /** Set once, at the very end. */
  readonly outcome?: Outcome
}
