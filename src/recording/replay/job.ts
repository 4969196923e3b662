/** What a replay sends, and what came of it. */
import type { Message, Usage } from '../../anthropic/message.ts'
import type { ModelRef } from '../../core/backend.ts'
import type { Timing } from '../../core/exchange.ts'
import type { RecordedExchange } from '../recorded-exchange.ts'
import type { RecordedCost } from '../schema.ts'
import type { Comparison } from './compare.ts'

/** Where requests go. Without a model: wherever the configuration of today leads each of them. */
export interface Target {
  readonly model?: ModelRef
}

/** Who answers, as it is known before anything is sent. */
export interface ReplayRoute {
  readonly backend: string
  readonly model: string
}

export const routeName = ({ backend, model }: ReplayRoute): string => `${backend}:${model}`

/** What one request is expected to take. */
export interface Estimate {
  /** The whole prompt. */
  readonly inputTokens: number
  readonly outputTokens: number
  /** True where nothing was recorded of it, so that the numbers are guessed. */
  readonly isGuess: boolean
  /** As if no prompt cache existed: the one of the recorded run may be gone. Absent: the price is not known. */
  readonly dollars?: number
}

/** One recorded request on its way to one target. */
export interface Job {
  readonly source: RecordedExchange
  readonly target: Target
  readonly route: ReplayRoute
  /** Counts from 1 where a request is sent several times to the same target. */
  readonly round: number
  /** Thinking blocks are left out, since another backend has signed them. */
  readonly stripsThinking: boolean
  readonly estimate: Estimate
}

/** How an exchange went, the recorded one or the one of today. */
export interface Side {
  readonly outcome: 'answered' | 'failed' | 'aborted' | 'unfinished'
  /** Whole, or as far as it came. */
  readonly message?: Message
  readonly error?: { readonly type: string; readonly message: string }
  readonly usage?: Usage
  readonly timing?: Timing
  readonly cost?: RecordedCost | 'plan'
}

export interface Result {
  readonly job: Job
  readonly recorded: Side
  readonly replayed: Side
  readonly comparison: Comparison
}

/** The recorded side, with its answer read from disk. Throws a `RecordingError` where that is damaged. */
export async function recordedSide(source: RecordedExchange): Promise<Side> {
  const { end } = source
  if (!end) return { outcome: 'unfinished' }
  const message = await source.answerValue()
  const usage = end.usage ?? message?.usage
  return {
    outcome: end.outcome,
    timing: end.timing,
    ...(message && { message }),
    ...(end.error && { error: end.error }),
    ...(usage && { usage }),
    ...(end.cost && { cost: end.cost }),
  }
}

/** Dollars of a side; undefined where they are not known, or a subscription paid. */
export const dollarsOf = ({ cost }: Side): number | undefined =>
  typeof cost === 'object' ? cost.dollars : undefined
