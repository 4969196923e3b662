/** What a failure means for the next try. */
import type { ApiError, Attempt } from 'claudecodex'

/**
 * - `request`: it would fail everywhere and always.
 * - `overflow`: the prompt is too long for this model.
 * - `credential`: this key will not do; another may.
 * - `limit`: this key has had enough of this model for now.
 * - `passing`: the same may work in a moment.
 */
export type Fault = 'request' | 'overflow' | 'credential' | 'limit' | 'passing'

export function faultOf(error: ApiError, attempt: Attempt | undefined): Fault {
  if (isOverflow(error)) return 'overflow'
  switch (error.type) {
    case 'authentication_error':
      return isConfigured(attempt?.key) ? 'credential' : 'request'
    case 'billing_error':
      return 'credential'
    case 'rate_limit_error':
      return 'limit'
    case 'overloaded_error':
    case 'timeout_error':
      return 'passing'
    default:
      // 501 and its like: not supported now, nor in a second.
      return passing.has(error.status) ? 'passing' : 'request'
  }
}

/** A time limit and a collision of requests among them; from 520 on a network in front of the host speaks. */
const passing: ReadonlySet<number> = new Set([
  408, 409, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 528, 529,
])

/** A client's own credentials are its own affair: it can sign in anew, and wants to hear that it must. */
const isConfigured = (key: string | undefined): boolean => key !== undefined && !key.startsWith('client ')

/** In the words that Claude Code knows, which the backends make of their hosts' own. */
const overflow =
  /prompt is too long|exceed(s|ed)? (the )?context (limit|window)|input is too long|maximum context length/i

const isOverflow = ({ type, message }: ApiError): boolean =>
  (type === 'invalid_request_error' || type === 'request_too_large') && overflow.test(message)

/** Whether a client that asks again later may have more luck. */
export const isTemporary = (error: ApiError): boolean => {
  const fault = faultOf(error, undefined)
  return (fault === 'limit' || fault === 'passing') && error.shouldRetry !== false
}
