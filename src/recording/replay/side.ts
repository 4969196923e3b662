/** How an exchange went: the recorded one, or the one of today. */
import type { Message, Usage } from '../../anthropic/message.ts'
import type { Timing } from '../../core/exchange.ts'
import type { RecordedExchange } from '../recorded-exchange.ts'
import type { RecordedCost } from '../schema.ts'

export interface Side {
  readonly outcome: 'answered' | 'failed' | 'aborted' | 'unfinished'
  /** Whole, or as far as it came. */
  readonly message?: Message
  readonly error?: { readonly type: string; readonly message: string }
  readonly usage?: Usage
  readonly timing?: Timing
  readonly cost?: RecordedCost | 'plan'
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
