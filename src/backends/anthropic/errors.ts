/** An upstream's refusal as an `ApiError`: its own bytes where they are the API's, a sentence where they are not. */
import {
  ApiError,
  type ErrorDetails,
  type ErrorType,
  errorOfType,
  statusOf,
  typeOfStatus,
} from '../../anthropic/errors.ts'
import { responseHeaders } from '../../core/headers.ts'
import { bytesWithoutSecrets, withoutSecrets } from '../../core/secrets.ts'
import type { WireAnswer } from '../../wire/http.ts'
import { secondsUntil } from '../shared/retry-after.ts'

export interface Origin {
  readonly host: string
  readonly backend: string
  /** The key was the configuration's: the client can do nothing about it. */
  readonly isOurKey?: boolean
  /** Of the configuration: they reach nobody, even where the upstream quotes them. */
  readonly secrets?: readonly string[]
  /** Of the client: it may read them back, a log may not. */
  readonly clientSecrets?: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

/** Of an answer with an error status. JSON of any shape reaches the client byte for byte. */
export async function refusal(answer: WireAnswer, origin: Origin): Promise<ApiError> {
  const bytes = bytesWithoutSecrets(await bytesOf(answer), origin.secrets ?? [])
  const value = objectIn(bytes)
  return value ? ownError(answer, answer.status, bytes, value, origin) : strangeAnswer(answer, bytes, origin)
}

/** The status is worth telling even where its body breaks off. */
async function bytesOf({ body }: WireAnswer): Promise<Buffer> {
  try {
    return await body.bytes()
  } catch (error) {
    if (ApiError.is(error)) return Buffer.alloc(0)
    throw error
  }
}

/** An error in an answer of status 200, as some gateways send it. */
export function errorInside(answer: WireAnswer, bytes: Buffer, value: Fields, origin: Origin): ApiError {
  const type = typeIn(value) ?? 'api_error'
  return ownError(answer, statusOf[type], bytes, value, origin)
}

function ownError(answer: WireAnswer, status: number, body: Buffer, value: Fields, origin: Origin): ApiError {
  const type = typeIn(value) ?? typeOfStatus(status)
  const details = detailsOf(answer, status, origin)
  const headers = {
    ...responseHeaders(answer.headers),
    ...(details.shouldRetry !== undefined && { 'x-should-retry': String(details.shouldRetry) }),
  }
  const message = withoutSecrets(
    messageIn(value) ?? `${origin.host} answered ${status}.`,
    origin.clientSecrets ?? [],
  )
  return errorOfType(type, message, {
    ...details,
    raw: { status, headers, body },
  })
}

/** Of an answer that no API gives: a load balancer's page, nothing at all. */
export function strangeAnswer(answer: WireAnswer, bytes: Buffer, origin: Origin): ApiError {
  const { status } = answer
  const content = withoutSecrets(contentOf(answer, bytes), origin.clientSecrets ?? [])
  const sentence = `${origin.host} answered ${status} with ${content}.${adviceOn(status)}`
  const type = typeOfStrange(status)
  // 520 and its like mean nothing to a client: what is overloaded says 529.
  const isTranslated = type === 'overloaded_error' || type === 'timeout_error' || status < 400
  return errorOfType(type, sentence, detailsOf(answer, isTranslated ? statusOf[type] : status, origin))
}

function typeOfStrange(status: number): ErrorType {
  if (status === 504 || status === 524 || status === 408) return 'timeout_error'
  if (status === 502 || status === 503 || (status >= 520 && status <= 529)) return 'overloaded_error'
  return status < 400 ? 'api_error' : typeOfStatus(status)
}

function contentOf({ headers }: WireAnswer, bytes: Buffer): string {
  const text = bytes.toString('utf8', 0, 4096).trim()
  if (text === '') return 'an empty body'
  if (!/html/.test(headers['content-type'] ?? '') && !/^<(!doctype|html)/i.test(text)) {
    return `what is not JSON: ${text.replace(/\s+/g, ' ').slice(0, 200)}`
  }
  const title = /<title[^>]*>([^<]*)</i.exec(text)?.[1]?.replace(/\s+/g, ' ').trim()
  return `a web page${title ? ` ("${title.slice(0, 100)}")` : ''} instead of JSON`
}

function adviceOn(status: number): string {
  if (status === 404 || status < 400)
    return ' Does `baseUrl` point to an API that speaks Anthropic’s language?'
  return status === 403 ? ' A firewall or a proxy in between may have refused the request.' : ''
}

function detailsOf({ headers }: WireAnswer, status: number, { backend, isOurKey }: Origin): ErrorDetails {
  const header = headers['retry-after']
  const retryAfter = header === undefined ? undefined : secondsUntil(header)
  const said = headers['x-should-retry']
  // Claude Code repeats a 401 ten times over minutes, which helps only where its own token can be renewed.
  const shouldRetry = said === undefined ? (status === 401 && isOurKey ? false : undefined) : said === 'true'
  return {
    status,
    backend,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(shouldRetry !== undefined && { shouldRetry }),
  }
}

/** The JSON object that a body is; undefined for any other. */
export function objectIn(bytes: Buffer): Fields | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined
  } catch {
    return undefined
  }
}

function typeIn({ error }: Fields): ErrorType | undefined {
  const type = (error as { type?: unknown } | null | undefined)?.type
  return typeof type === 'string' && Object.hasOwn(statusOf, type) ? (type as ErrorType) : undefined
}

function messageIn({ error, message }: Fields): string | undefined {
  const text =
    typeof error === 'string' ? error : ((error as { message?: unknown } | null)?.message ?? message)
  return typeof text === 'string' && text !== '' ? text : undefined
}
