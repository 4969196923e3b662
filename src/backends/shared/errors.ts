/** Failures of compatible hosts in the API's own terms. The type comes from status and code, never from the host's own word. */
import {
  type ApiError,
  type ErrorDetails,
  type ErrorType,
  errorOfType,
  InternalError,
  OverloadedError,
} from '../../anthropic/errors.ts'
import { type HostWords, overflowMessage } from './overflow.ts'
import { secondsToWait } from './rate-limits.ts'
import { secondsUntil } from './retry-after.ts'

export interface HostAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

const longest = 2_000
/** Of what is no answer at all. */
const shown = 200

/** Message and code of an error body: OpenAI's object, Gemini's array, vLLM's flat one, FastAPI's detail, or plain text. */
export function faultOf(text: string): HostWords {
  const body = parsed(text)
  const first = Array.isArray(body) ? body[0] : body
  const holder = record(first)
  const error = record(holder?.error) ?? holder
  if (!error) return { message: plain(text), code: '' }
  const said = [error.message, holder?.error, error.detail, record(first)?.errors].find(Boolean)
  const message = typeof said === 'string' ? said : said === undefined ? plain(text) : JSON.stringify(said)
  return {
    message: withoutKeys(message).slice(0, longest),
    code: String(error.code ?? error.status ?? error.type ?? ''),
  }
}

/** The error of an answer with a failing status. */
export function errorOfAnswer(
  { status, headers, text }: HostAnswer,
  backend: string,
  model: string,
): ApiError {
  const fault = faultOf(text)
  const kind = kindOf(status, fault)
  const retryAfter = retryAfterOf(headers, text)
  // OpenAI and those who follow it know the header as well.
  const said = headers['x-should-retry'] ?? ''
  return errorOfType(kind.type, messageOf(kind, fault, status, backend, model), {
    backend,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(/^(true|false)$/.test(said) && { shouldRetry: said === 'true' }),
    ...kind.details,
  })
}

/** The error of an `error` object inside a stream that began with status 200. */
export function errorOfChunk(error: unknown, backend: string, model: string): ApiError {
  const code = record(error)?.code ?? record(error)?.status
  const status = Number(code) >= 400 && Number(code) < 600 ? Number(code) : statusOfWord(String(code))
  return errorOfAnswer({ status, headers: {}, text: JSON.stringify({ error }) }, backend, model)
}

/** OpenAI names the failures inside of its streams: `ResponseError` of its types, and words that were seen. */
function statusOfWord(code: string): number {
  if (/^(rate_limit_exceeded|insufficient_quota)$/.test(code)) return 429
  if (/overloaded|slow_down/.test(code)) return 503
  return /^invalid_|^unsupported_|_policy|image|context_length|data_residency/.test(code) ? 400 : 500
}

interface Kind {
  readonly type: ErrorType
  readonly details?: ErrorDetails
  /** Replaces what the host said. */
  readonly message?: string
}

const key = /invalid.?api.?key|incorrect api key|api key not valid|api_key_invalid|invalid_api_key/i
const credit = /insufficient_quota|billing_hard_limit|insufficient.?(credits?|balance)|payment required/i
const noModel = /model_not_found|model .* (not found|does not exist)|unknown model|no such model/i
const busy = /overloaded|loading model|model is loading|no capacity|engine.*busy/i

function kindOf(status: number, fault: HostWords): Kind {
  const text = `${fault.code} ${fault.message}`
  // LM Studio says it inside a stream, where an error has no status.
  const overflow = status <= 500 && status !== 429 ? overflowMessage(fault) : undefined
  if (overflow) return { type: 'invalid_request_error', message: overflow }
  if (status === 401 || ((status === 403 || status === 400) && key.test(text))) {
    return { type: 'authentication_error', details: { shouldRetry: false } }
  }
  if (status === 402 || (status === 429 && credit.test(text))) {
    return { type: 'billing_error', details: { shouldRetry: false } }
  }
  if (status === 404 || (status === 400 && noModel.test(text))) return { type: 'not_found_error' }
  if (busy.test(text) && status >= 500) return { type: 'overloaded_error' }
  if (byStatus[status]) return byStatus[status]
  // Cloudflare's own, of a host that it cannot reach.
  if (status >= 520 && status < 530) return overloaded
  // What is not supported, as 501 says, will not be in a moment either: the status tells.
  return status >= 500 ? { type: 'api_error', details: { status } } : { type: 'invalid_request_error' }
}

const overloaded: Kind = { type: 'overloaded_error' }
const byStatus: Readonly<Record<number, Kind>> = {
  403: { type: 'permission_error' },
  408: { type: 'timeout_error' },
  409: overloaded,
  413: { type: 'request_too_large' },
  429: { type: 'rate_limit_error' },
  500: { type: 'api_error' },
  502: overloaded,
  503: overloaded,
  504: { type: 'timeout_error' },
  524: { type: 'timeout_error' },
}

function messageOf(kind: Kind, fault: HostWords, status: number, backend: string, model: string): string {
  if (kind.message) return kind.message
  const said = fault.message || `status ${status} without a word`
  if (kind.type === 'not_found_error' && model !== '') return `model ${model} on backend ${backend}: ${said}`
  return `${backend}: ${said}`
}

/** Seconds that a client can be asked to wait: a day. What is longer is no time but a mistake. */
const longestWait = 86_400

/** Undefined for no time, and for one that nobody could wait. */
function retryAfterOf(headers: Readonly<Record<string, string>>, text: string): number | undefined {
  const seconds = namedWait(headers, text)
  return seconds !== undefined && seconds <= longestWait ? seconds : undefined
}

/** Seconds: the header in either form, Gemini's RetryInfo, or OpenAI's reset durations. */
function namedWait(headers: Readonly<Record<string, string>>, text: string): number | undefined {
  const milliseconds = Number(headers['retry-after-ms'])
  if (milliseconds > 0) return milliseconds / 1000
  const header = headers['retry-after']
  const seconds = header === undefined ? undefined : secondsUntil(header)
  if (seconds !== undefined) return seconds
  const gemini = /"retryDelay":\s*"([\d.]+)s"/.exec(text)?.[1]
  return gemini === undefined ? secondsToWait(headers) : Number(gemini)
}

const markup = /<(html|!doctype|body|head)/i

/** Text without markup: a gateway's HTML page says little, and never as HTML. */
function plain(text: string): string {
  if (!markup.test(text)) return withoutKeys(text.trim()).slice(0, longest)
  const title = /<title>([^<]*)<\/title>/i.exec(text)?.[1] ?? /<h1>([^<]*)<\/h1>/i.exec(text)?.[1]
  return title ? `a web page instead of an answer: "${title.trim()}"` : 'a web page instead of an answer'
}

/** Hosts quote the key they refuse. */
const withoutKeys = (text: string): string =>
  text
    .replace(/\b(sk-|AIza|AKIA|gsk_|xai-|or-)[\w*-]{6,}/g, '$1***')
    .replace(/(bearer\s+)[\w.*-]{8,}/gi, '$1***')

const record = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Status 200 with what is no answer: it would be the same again, unless its end is missing. */
export function noAnswer(text: string, backend: string): ApiError {
  // Nothing but a JSON text begins so: the rest has been lost on the way.
  if (/^\s*[[{]/.test(text) && parsed(text) === undefined) return brokenOff(backend)
  const isPage = markup.test(text)
  const said = isPage
    ? `${plain(text)}. Does \`baseUrl\` end in /v1?`
    : text.trim() === ''
      ? 'nothing instead of an answer'
      : `no answer of this API: ${plain(text).replace(/\s+/g, ' ').slice(0, shown)}`
  return new InternalError(`${backend}: ${said}`, { backend, shouldRetry: false })
}

/** A stream that broke off: Claude Code repeats a turn that ends so. */
export const brokenOff = (backend: string): ApiError =>
  new OverloadedError(`${backend} broke off its answer`, { backend })
