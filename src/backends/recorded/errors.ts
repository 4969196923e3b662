/** Recorded failures as they were, and what a client is told for which nothing was recorded. */
import {
  type ApiError,
  type ErrorBody,
  errorOfType,
  InternalError,
  typeOfStatus,
} from '../../anthropic/errors.ts'
import type { Headers } from '../../core/backend.ts'
import type { ExchangeLine } from '../../recording/schema.ts'
import type { Pacing } from './events.ts'

export const replayHeader = 'x-claudecodex-replay'

/** Seconds that a client is told to wait at most, where nothing else waits either. */
const shortWait = 1

/** Of the upstream's answer what is true of it still. Its limits are not, and neither is the length of its body. */
const kept = /^(?:request-id|x-should-retry)$/

export const keptHeaders = (end: ExchangeLine): Headers =>
  Object.fromEntries(Object.entries(end.attempts.at(-1)?.headers ?? {}).filter(([name]) => kept.test(name)))

/** The failure with which a recorded exchange ended; `note` says where it comes from. */
export function failureOf(end: ExchangeLine, note: string, pacing: Pacing | undefined): ApiError {
  const { error } = end
  if (!error) return new InternalError('the recorded exchange failed, and nobody has written down why')
  const headers = end.attempts.at(-1)?.headers ?? {}
  const retryAfter = shortened(headers['retry-after'], pacing)
  return failure(error.type, error.message, error.status, {
    ...(isFinal(error.status) && { 'x-should-retry': 'false' }),
    ...keptHeaders(end),
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    [replayHeader]: note,
  })
}

/** Statuses that another try does not mend, and the proxy says so of them where nobody else does. */
const isFinal = (status: number): boolean =>
  status >= 400 && status < 500 && ![408, 409, 429].includes(status)

function shortened(recorded: string | undefined, pacing: Pacing | undefined): string | undefined {
  const seconds = Number(recorded)
  if (recorded === undefined || !Number.isFinite(seconds)) return undefined
  return String(pacing ? Math.ceil(seconds / pacing.speed) : Math.min(seconds, shortWait))
}

/** The client has left: what would have followed nobody knows. */
export const leftError = (note: string): ApiError =>
  failure('api_error', 'the recorded client left here, so the recording has no more of this answer', 500, {
    'x-should-retry': 'false',
    [replayHeader]: note,
  })

/** Nothing recorded answers this. A client that tries again gets the same: it is told not to. */
export const missError = (message: string, status: number): ApiError =>
  failure(typeOfStatus(status), message, status, {
    ...(isFinal(status) && { 'x-should-retry': 'false' }),
    [replayHeader]: 'miss',
  })

function failure(type: ApiError['type'], message: string, status: number, headers: Headers): ApiError {
  const id = headers['request-id']
  const error: ErrorBody = {
    type: 'error',
    error: { type, message },
    ...(id !== undefined && { request_id: id }),
  }
  const body = Buffer.from(JSON.stringify(error))
  return errorOfType(type, message, {
    status,
    raw: { status, headers: { ...headers, 'content-type': 'application/json' }, body },
  })
}
