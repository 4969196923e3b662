/** A question whose whole answer is awaited, and asked once more where that may help. */
import { type ApiError, toApiError } from '../anthropic/errors.ts'
import type { Message, Usage } from '../anthropic/message.ts'
import { pauseBeforeRetry } from './failures.ts'
import { type Asking, ModelCall, type Stop } from './model-call.ts'
import type { Sitting } from './sitting.ts'
import type { CallTiming } from './types.ts'

export interface Asked {
  /** Whole. Absent: it failed. */
  readonly message?: Message
  readonly error?: ApiError
  readonly stoppedBy?: Stop
  /** Of the last try, as far as it came. */
  readonly usage?: Usage
  /** US dollars. Absent: not known. */
  readonly dollars?: number
  /** Both tries and the pause between them. */
  readonly timing: CallTiming
}

/** Never rejects while the sitting lasts. */
export async function ask(sitting: Sitting, asking: Asking): Promise<Asked> {
  const startedAt = sitting.now()
  const endsAt = startedAt + asking.limitMs
  const first = await askOnce(sitting, asking)
  const pauseMs = first.error && !first.stoppedBy ? pauseBeforeRetry(first.error) : undefined
  if (pauseMs === undefined || sitting.now() + pauseMs >= Math.min(endsAt, sitting.deadlineAt)) return first
  await sitting.pause(pauseMs, asking.signal)
  const sinceStart = (): number => sitting.now() - startedAt
  if (asking.signal?.aborted) {
    const stoppedBy = asking.signal.reason as Stop
    return { ...first, stoppedBy, timing: { ...first.timing, totalMs: sinceStart() } }
  }
  const limitMs = endsAt - sitting.now()
  const offset = sinceStart()
  const second = await askOnce(sitting, { ...asking, limitMs })
  const { firstMs } = second.timing
  return {
    ...second,
    timing: { ...(firstMs !== undefined && { firstMs: firstMs + offset }), totalMs: sinceStart() },
  }
}

async function askOnce(sitting: Sitting, asking: Asking): Promise<Asked> {
  const call = new ModelCall(sitting, asking)
  try {
    for (;;) if ((await call.next()) === undefined) break
    return await settled(sitting, call)
  } catch (thrown) {
    return settled(sitting, call, toApiError(thrown))
  }
}

/** What came of a call that is over. */
export async function settled(sitting: Sitting, call: ModelCall, error?: ApiError): Promise<Asked> {
  const { message, timing, sale, stoppedBy } = call
  const dollars = await sitting.ledger.enter(call.asking.member, sale, message?.usage)
  return {
    ...(error ? { error } : message && { message }),
    ...(error && stoppedBy && { stoppedBy }),
    ...(message?.usage && { usage: message.usage }),
    ...(dollars !== undefined && { dollars }),
    timing,
  }
}
