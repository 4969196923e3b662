/** What the failure of a call means: whether it is tried again, what the client hears, and in which words people are told. */
import {
  type ApiError,
  errorOfType,
  InternalError,
  InvalidRequestError,
  OverloadedError,
  RateLimitError,
} from '../anthropic/errors.ts'
import type { MemberAnswer } from './types.ts'

/** Seconds. Who has to wait longer is not waited for. */
const longestRetryAfter = 5
/** Milliseconds before a call is tried again, where the provider names no time. */
const pauseMs = 1_000

/** 501: not supported now, nor in a second. */
const isPassing = ({ status, shouldRetry }: ApiError): boolean =>
  shouldRetry !== false && (status === 429 || (status >= 500 && status !== 501))

/** Milliseconds after which the same call is worth one more try; undefined where it is not. */
export function pauseBeforeRetry(error: ApiError): number | undefined {
  if (!isPassing(error) || (error.retryAfter ?? 0) > longestRetryAfter) return undefined
  return error.retryAfter === undefined ? pauseMs : error.retryAfter * 1_000
}

/** An answer of no words. */
export const emptyAnswer = (): ApiError => new InternalError('its answer was empty')
/** Asking the same again would change nothing. */
export const refusedAnswer = (): ApiError =>
  new InvalidRequestError('it refused to answer', { shouldRetry: false })

/**
 * Of a council in which nobody has answered: 429 where that is all that was heard, with the shortest time to wait; 529 where
 * another try may help; else the worst that was said, which then is the configuration's or the request's fault.
 */
export function nobodyAnswered(answers: readonly MemberAnswer[]): ApiError {
  const reasons = answers.map(answer => `${answer.member.id} ${shortcomingOf(answer)}`)
  const message = `No member of the council answered. ${reasons.join('; ')}`
  const errors = answers.map(({ error }) => error)
  const known = errors.filter(error => error !== undefined)
  if (answers.length === 0)
    return new InvalidRequestError('The council has no members: name some in COUNCIL_MODELS.')
  if (known.length === answers.length && known.every(({ status }) => status === 429)) {
    const waits = known.flatMap(({ retryAfter }) => retryAfter ?? [])
    return new RateLimitError(message, waits.length > 0 ? { retryAfter: Math.min(...waits) } : {})
  }
  const worst = known.toSorted((one, other) => other.status - one.status)[0]
  if (!worst || known.length < answers.length || known.some(isPassing)) return new OverloadedError(message)
  return errorOfType(worst.type, message, { status: worst.status, shouldRetry: false })
}

/** What has kept an answer away, to be read behind the member's name. */
export function shortcomingOf({ status, error }: Pick<MemberAnswer, 'status' | 'error'>): string {
  switch (status) {
    case 'late':
      return 'was not waited for any longer'
    case 'empty':
      return 'gave an empty answer'
    case 'refused':
      return 'refused to answer'
    case 'aborted':
      return 'was stopped'
    default:
      return `did not answer: ${error?.message ?? 'nobody knows why'}`
  }
}
