/**
 * What the Messages API refuses, as far as a proxy can get it wrong. Each rule names where it comes from: [docs] the
 * platform's documentation, [types] the official SDK's types, [seen] the API's own answers, [http] RFC 9110 and 9112.
 */
import { bodyRefusal } from './anthropic-body-rules.ts'
import type { Received } from './scripted-server.ts'

export interface Refusal {
  readonly status: number
  readonly type: string
  readonly message: string
}

export interface RuleOptions {
  /** Top-level fields of the body that are accepted besides the known ones. */
  readonly extraFields?: readonly string[]
}

const refuse = (status: number, type: string, message: string): Refusal => ({ status, type, message })
const invalid = (message: string): Refusal => refuse(400, 'invalid_request_error', message)

/** The first rule that a request breaks. */
export function refusalOf(received: Received, options: RuleOptions = {}): Refusal | undefined {
  return (
    hopByHop(received) ??
    version(received) ??
    authentication(received) ??
    framing(received) ??
    body(received, options)
  )
}

/** [http] 7.6.1: these are for one connection and must not be passed on. A proxy's own marks are nobody else's business. */
function hopByHop({ headers }: Received): Refusal | undefined {
  const names = [
    'keep-alive',
    'te',
    'trailer',
    'upgrade',
    'proxy-connection',
    'proxy-authorization',
    'cookie',
  ]
  const leaked = names.find(name => name in headers)
  if (leaked) return invalid(`${leaked}: must not travel`)
  if (!['keep-alive', 'close', undefined].includes(headers.connection))
    return invalid('connection: must not travel')
  const own = Object.keys(headers).find(name => name.startsWith('x-claudecodex-'))
  if (own) return invalid(`${own}: must not travel`)
  // Bytes are passed on as they come, so they must not come compressed.
  return headers['accept-encoding'] === 'identity' ? undefined : invalid('accept-encoding: must be identity')
}

/** [docs] "Versions"; 2026-10-21 is what SDK 1.x sends [types]. */
const versions = ['2023-01-01', '2023-06-01', '2026-10-21']

function version({ headers }: Received): Refusal | undefined {
  const given = headers['anthropic-version']
  if (given === undefined) return invalid('anthropic-version: header is required')
  return versions.includes(String(given))
    ? undefined
    : invalid(`anthropic-version: "${given}" is not a valid version`)
}

/** [docs] "Authentication". [seen] Before 2026-10-21 a bearer is an OAuth token and needs its beta. */
function authentication({ headers }: Received): Refusal | undefined {
  const key = headers['x-api-key']
  const { authorization } = headers
  const unauthorized = (message: string): Refusal => refuse(401, 'authentication_error', message)
  if (key === undefined && authorization === undefined) return unauthorized('x-api-key header is required')
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(String(key))) return unauthorized('invalid x-api-key')
  if (authorization === undefined) return undefined
  const token = /^Bearer ([\x21-\x7e]+)$/.exec(authorization)?.[1]
  if (token === undefined) return unauthorized('Invalid bearer token')
  if (token.startsWith('sk-ant-api') && headers['anthropic-version'] !== '2026-10-21') {
    return unauthorized('Invalid bearer token')
  }
  const betas = String(headers['anthropic-beta'] ?? '')
  if (token.startsWith('sk-ant-oat') && !betas.includes('oauth-')) {
    return unauthorized('OAuth authentication is currently not supported.')
  }
  return undefined
}

/** [docs] "Errors" and the gateway protocol: a length is always given (411), 32 MB are the limit (413). */
function framing({ method, headers, body: bytes }: Received): Refusal | undefined {
  if (headers['transfer-encoding'] !== undefined)
    return refuse(411, 'invalid_request_error', 'Length Required')
  if (method === 'GET' || method === 'HEAD') return bytes.length > 0 ? invalid('GET has no body') : undefined
  const needsLength = method === 'POST' || bytes.length > 0
  if (needsLength && headers['content-length'] !== String(bytes.length)) {
    return refuse(411, 'invalid_request_error', 'Length Required')
  }
  if (headers['content-encoding'] !== undefined) return invalid('content-encoding: not supported')
  return bytes.length > 32_000_000
    ? refuse(413, 'request_too_large', 'Request exceeds the maximum size')
    : undefined
}

function body(received: Received, options: RuleOptions): Refusal | undefined {
  const kind = kindOf(received)
  if (!kind) return undefined
  // [seen] Anything else: 415.
  if (!String(received.headers['content-type']).startsWith('application/json')) {
    return refuse(415, 'invalid_request_error', 'Content-Type must be application/json')
  }
  let value: unknown
  try {
    value = JSON.parse(received.body.toString())
  } catch {
    return invalid('The request body is not valid JSON')
  }
  const message = bodyRefusal(value, kind, options.extraFields ?? [])
  return message === undefined ? undefined : invalid(message)
}

function kindOf({ method, path }: Received): 'messages' | 'count_tokens' | undefined {
  if (method !== 'POST') return undefined
  if (path === '/v1/messages') return 'messages'
  return path === '/v1/messages/count_tokens' ? 'count_tokens' : undefined
}
