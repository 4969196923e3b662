/** What a replay sends, and what came of it. */
import type { ModelRef } from '../../core/backend.ts'
import type { RecordedExchange } from '../recorded-exchange.ts'
import type { Comparison } from './compare.ts'
import type { Side } from './side.ts'

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

export interface Result {
  readonly job: Job
  readonly recorded: Side
  readonly replayed: Side
  readonly comparison: Comparison
}
