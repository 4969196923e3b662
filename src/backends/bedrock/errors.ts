/** Exceptions of Bedrock and of the SDK in the API's own terms. The type comes from the exception's name and its words. */
import {
  ApiError,
  type ErrorDetails,
  type ErrorType,
  errorOfType,
  InternalError,
  typeOfStatus,
} from '../../anthropic/errors.ts'
import { brokenOff } from '../shared/errors.ts'
import { overflowMessage } from '../shared/overflow.ts'
import type { Sent } from './client.ts'

export interface FailureContext {
  readonly backend: string
  readonly model: string
  /** What the HTTP answer said of itself, where there was one. */
  readonly sent: Sent
  readonly signal: AbortSignal
  /** Where the credentials were looked for, if the configuration says it. */
  readonly profile?: string | undefined
}

/** What an exception says, as far as it is known. */
interface Exception {
  readonly name: string
  readonly message: string
  readonly status: number | undefined
  /** The model's own status behind Bedrock's. */
  readonly originalStatus: number | undefined
}

interface Kind {
  readonly type: ErrorType
  readonly details?: ErrorDetails
  /** What to do about it. */
  readonly hint?: string
}

/** Any failure of a send or of a stream as an `ApiError`; the reason of an abort stays itself. */
export function errorOf(thrown: unknown, { backend, model, sent, signal, profile }: FailureContext): unknown {
  if (signal.aborted) return signal.reason
  if (ApiError.is(thrown)) return thrown
  const exception = exceptionOf(thrown, sent)
  if (/truncated event message|premature close|checksum/i.test(exception.message)) return brokenOff(backend)
  const overflow = isOverflow(exception) ? overflowOf(exception.message) : undefined
  const { type, details, hint } = overflow ? { type: 'invalid_request_error' as const } : kindOf(exception)
  const retryAfter = Number(sent.headers?.['retry-after'])
  const said =
    overflow ??
    `${backend}: ${subject(type, model)}${placeOf(exception, profile)}${plain(exception)}${hint ? `. ${hint}` : ''}`
  return errorOfType(type, said, {
    backend,
    cause: thrown,
    ...(retryAfter > 0 && { retryAfter }),
    ...details,
  })
}

/** Whether the credentials have run out, which new ones may cure. */
export const isExpired = (thrown: unknown): boolean => /^ExpiredToken/.test(nameOf(thrown))

export function exceptionOf(thrown: unknown, sent: Sent = {}): Exception {
  const { message, originalStatusCode, $metadata, $response } = (thrown ?? {}) as {
    readonly message?: unknown
    readonly originalStatusCode?: unknown
    readonly $metadata?: { readonly httpStatusCode?: number }
    readonly $response?: { readonly statusCode?: number }
  }
  const told = wordsOf(typeof message === 'string' ? message : String(thrown))
  const original = originalStatusCode ?? told.originalStatusCode
  return {
    name: nameOf(thrown),
    message: told.message,
    status: $metadata?.httpStatusCode ?? $response?.statusCode ?? sent.status,
    originalStatus: typeof original === 'number' ? original : undefined,
  }
}

/** The SDK gives an exception that it does not know as its JSON, and adds what it thinks of it. */
function wordsOf(message: string): { readonly message: string; readonly originalStatusCode?: unknown } {
  const [said = ''] = message.split(/\s+Deserialization error: /)
  try {
    const body = JSON.parse(said) as {
      readonly message?: unknown
      readonly originalStatusCode?: unknown
    } | null
    if (typeof body?.message === 'string') {
      return { message: body.message, originalStatusCode: body.originalStatusCode }
    }
  } catch {
    // Nearly always plain words.
  }
  return { message: said === 'UnknownError' ? '' : said }
}

/** In a stream the names begin with a small letter where the SDK does not know them. */
function nameOf(thrown: unknown): string {
  const name = String((thrown as { name?: unknown } | null | undefined)?.name ?? '')
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

const signIn =
  'Check the AWS credentials: `aws sso login` for a profile that signs in, or AWS_PROFILE, the AWS_ACCESS_KEY_ID pair, AWS_BEARER_TOKEN_BEDROCK'
const unauthenticated: Kind = {
  type: 'authentication_error',
  details: { shouldRetry: false },
  hint: signIn,
}
const overloaded: Kind = { type: 'overloaded_error' }

/** Sources: AWS's list of common errors, the SDK's schemas of exceptions, and names that people report, 2026-11. */
const kinds: Readonly<Record<string, Kind>> = {
  UnrecognizedClientException: unauthenticated,
  InvalidSignatureException: unauthenticated,
  IncompleteSignature: unauthenticated,
  IncompleteSignatureException: unauthenticated,
  ExpiredToken: unauthenticated,
  ExpiredTokenException: unauthenticated,
  InvalidClientTokenId: unauthenticated,
  MissingAuthenticationToken: unauthenticated,
  MissingAuthenticationTokenException: unauthenticated,
  CredentialsProviderError: unauthenticated,
  TokenProviderError: unauthenticated,
  ResourceNotFoundException: { type: 'not_found_error' },
  ThrottlingException: { type: 'rate_limit_error' },
  TooManyRequestsException: { type: 'rate_limit_error' },
  ServiceQuotaExceededException: {
    type: 'rate_limit_error',
    details: { shouldRetry: false },
    hint: 'Ask AWS for a higher quota, or choose another model or region',
  },
  ModelNotReadyException: overloaded,
  ServiceUnavailableException: overloaded,
  InternalServerException: { type: 'api_error' },
  InternalFailure: { type: 'api_error' },
  ModelTimeoutException: { type: 'timeout_error' },
  ConflictException: { type: 'invalid_request_error' },
}

function kindOf(exception: Exception): Kind {
  const { name, status } = exception
  if (name === 'ValidationException') return invalid(exception)
  if (name === 'AccessDeniedException') return denied(exception)
  if (name === 'ModelErrorException' || name === 'ModelStreamErrorException') return ofModel(exception)
  const known = Object.hasOwn(kinds, name) ? kinds[name] : undefined
  if (known) return known
  if (status === 502 || status === 503) return overloaded
  return { type: status === undefined || status < 400 ? 'api_error' : typeOfStatus(status) }
}

function invalid({ message }: Exception): Kind {
  if (/model identifier is invalid|model id .*(invalid|not found)/i.test(message)) {
    return { type: 'not_found_error' }
  }
  if (/on-demand throughput/i.test(message)) {
    return {
      type: 'invalid_request_error',
      hint: 'Name an inference profile, whose id begins with its geography: us., eu., global.',
    }
  }
  return { type: 'invalid_request_error' }
}

function denied({ message }: Exception): Kind {
  if (/api key|bearer|authentication failed|security token/i.test(message)) return unauthenticated
  return {
    type: 'permission_error',
    hint: 'The account needs access to the model (Bedrock console, model access), and the role bedrock:InvokeModel and bedrock:InvokeModelWithResponseStream',
  }
}

function ofModel({ message, originalStatus }: Exception): Kind {
  if (originalStatus === 529 || /overloaded/i.test(message)) return overloaded
  if (originalStatus === 429) return { type: 'rate_limit_error' }
  const isRequest = originalStatus !== undefined && originalStatus >= 400 && originalStatus < 500
  return { type: isRequest ? 'invalid_request_error' : 'api_error' }
}

const isOverflow = ({ name, message }: Exception): boolean =>
  (name === 'ValidationException' || name === 'ModelErrorException') &&
  /too long|exceed.* context|context (length|window)/i.test(message)

/** Claude's own sentence, where Bedrock passes it on: Claude Code reads its numbers. */
function overflowOf(message: string): string | undefined {
  const [own] =
    /prompt is too long: \d+ tokens > \d+ maximum|input length and `max_tokens` exceed.*/i.exec(message) ?? []
  return own ?? overflowMessage({ message, code: '' })
}

const subject = (type: ErrorType, model: string): string =>
  type === 'not_found_error' ? `model ${model}: ` : ''

const longest = 2_000

/** Without what Bedrock says before the model's own words, a page's markup, and keys. */
function plain({ name, message, status }: Exception): string {
  const said = message.replace(/^The model returned the following errors: /, '').trim()
  if (name === 'SyntaxError' || /<(html|!doctype|body|head)/i.test(said)) {
    return `an answer that is not Bedrock's${status ? ` (status ${status})` : ''}`
  }
  const hidden = said.replace(/\b(AKIA|ASIA|ABSK)[\w+/=]{6,}/g, '$1***')
  return hidden.replace(/[.\s]+$/, '').slice(0, longest) || wordless(name, status)
}

const wordless = (name: string, status: number | undefined): string => {
  if (name !== '' && !/^Unknown(Error)?$/.test(name)) return name
  return status === undefined ? 'an error without a word' : `status ${status} without a word`
}

/** The SDK tells of all places that it has looked in, and of none by name. */
const placeOf = ({ name }: Exception, profile: string | undefined): string =>
  profile !== undefined && name === 'CredentialsProviderError' ? `profile ${profile}: ` : ''

/** Some gateways answer 200 with an error; the SDK drops what it does not know, so that nothing is left to quote. */
export const brokenAnswer = (backend: string): ApiError =>
  new InternalError(`${backend} answered with something that is no answer of Converse`, { backend })
