/** Status of each error type of the API (platform documentation, "Errors"). */
export const statusOf = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  conflict_error: 409,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
} as const

export type ErrorType = keyof typeof statusOf

/** An upstream's own answer, kept where it must reach the client unchanged. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface ErrorDetails {
  /** HTTP status where it differs from the type's own, such as 405. */
  readonly status?: number
  /** Seconds. */
  readonly retryAfter?: number
  /** Sent as `x-should-retry`. Claude Code retries even a 401 ten times unless it is `false`. */
  readonly shouldRetry?: boolean
  /** Name of the backend that failed. */
  readonly backend?: string
  readonly cause?: unknown
  readonly raw?: RawAnswer
}

export interface ErrorBody {
  readonly type: 'error'
  readonly error: { readonly type: ErrorType; readonly message: string }
  readonly request_id?: string
}

// A global command line and a local install are two copies of this class, for which instanceof is false.
const mark = Symbol.for('claudecodex.ApiError')

/** A failure in the API's own terms. Thrown anywhere; only the server turns it into a status or an `event: error`. */
export abstract class ApiError extends Error {
  abstract readonly type: ErrorType
  readonly status: number
  readonly retryAfter?: number
  readonly shouldRetry?: boolean
  readonly backend?: string
  readonly raw?: RawAnswer

  constructor(type: ErrorType, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause })
    this.name = new.target.name
    this.status = details.status ?? statusOf[type]
    if (details.retryAfter !== undefined) this.retryAfter = details.retryAfter
    if (details.shouldRetry !== undefined) this.shouldRetry = details.shouldRetry
    if (details.backend !== undefined) this.backend = details.backend
    if (details.raw !== undefined) this.raw = details.raw
    Object.defineProperty(this, mark, { value: true })
  }

  toJSON(): ErrorBody {
    return { type: 'error', error: { type: this.type, message: this.message } }
  }

  static is(value: unknown): value is ApiError {
    return typeof value === 'object' && value !== null && (value as { [mark]?: unknown })[mark] === true
  }
}

type ErrorClass = new (message: string, details?: ErrorDetails) => ApiError

const errorClass = <Type extends ErrorType>(type: Type) =>
  class extends ApiError {
    override readonly type = type
    constructor(message: string, details?: ErrorDetails) {
      super(type, message, details)
    }
  }

/** The request is wrong and will stay wrong: 400. The message names the field. */
export class InvalidRequestError extends errorClass('invalid_request_error') {}
/** No or wrong credentials: 401. Give `shouldRetry: false` where the fault is an upstream key's. */
export class AuthenticationError extends errorClass('authentication_error') {}
/** Credit or a spend cap is used up: 402. */
export class BillingError extends errorClass('billing_error') {}
/** The credentials do not allow this: 403. Also what a plugin throws to refuse a request. */
export class PermissionError extends errorClass('permission_error') {}
/** No such path or model: 404. */
export class NotFoundError extends errorClass('not_found_error') {}
/** The request collides with another one: 409. */
export class ConflictError extends errorClass('conflict_error') {}
/** The body is over 32 MB: 413. */
export class RequestTooLargeError extends errorClass('request_too_large') {}
/** Too many requests: 429. Give `retryAfter` where the upstream names one. */
export class RateLimitError extends errorClass('rate_limit_error') {}
/** Something broke, here or upstream: 500. */
export class InternalError extends errorClass('api_error') {}
/** A time limit passed: 504. */
export class TimeoutError extends errorClass('timeout_error') {}
/** The upstream has no capacity now: 529. Claude Code retries it, inside streams too. */
export class OverloadedError extends errorClass('overloaded_error') {}

const classOf: { readonly [Type in ErrorType]: ErrorClass } = {
  invalid_request_error: InvalidRequestError,
  authentication_error: AuthenticationError,
  billing_error: BillingError,
  permission_error: PermissionError,
  not_found_error: NotFoundError,
  conflict_error: ConflictError,
  request_too_large: RequestTooLargeError,
  rate_limit_error: RateLimitError,
  api_error: InternalError,
  timeout_error: TimeoutError,
  overloaded_error: OverloadedError,
}

/** The error of a given type. */
export const errorOfType = (type: ErrorType, message: string, details?: ErrorDetails): ApiError =>
  new classOf[type](message, details)

/** The type that goes with an HTTP status; an unknown 4xx is the request's fault, any other unknown status ours. */
export function typeOfStatus(status: number): ErrorType {
  for (const [type, known] of Object.entries(statusOf)) if (known === status) return type as ErrorType
  return status >= 400 && status < 500 ? 'invalid_request_error' : 'api_error'
}

/** The same error, which from now on names the backend that it came from, unless it names one already. */
export function ofBackend(error: ApiError, backend: string): ApiError {
  if (error.backend === undefined)
    Object.defineProperty(error, 'backend', { value: backend, enumerable: true })
  return error
}

/** Any thrown value as an `ApiError`; what is one already stays itself. */
export const toApiError = (thrown: unknown): ApiError =>
  ApiError.is(thrown)
    ? thrown
    : new InternalError(thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown })
