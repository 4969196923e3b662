/** What went wrong on the way to a provider, in a sentence that says what to do. Never a key, never a URL with credentials. */
import { RequestError } from 'got'
import { ApiError, InternalError, OverloadedError } from '../anthropic/errors.ts'
import { ProxyRefusal, type ProxyServer } from './proxy.ts'

/** Whom a request was for, as far as it may be shown. */
export interface Destination {
  /** Host and port. */
  readonly host: string
  readonly proxy?: ProxyServer
}

/** Whether the answer had begun. */
export type Stage = 'request' | 'answer'

const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there. Start the server, or correct its URL',
  ENOTFOUND:
    'there is no such host. Check the URL and the network, and whether a proxy is needed (HTTPS_PROXY)',
  EAI_AGAIN: 'its name cannot be looked up at the moment. Check the network',
  ETIMEDOUT: 'it does not respond. Check the URL, the network and the firewall',
  EHOSTUNREACH: 'there is no way to it. Check the network',
  ENETUNREACH: 'there is no network to reach it by. Check the connection',
  EACCES: 'this machine does not allow the connection. Check the firewall',
  EPERM: 'this machine does not allow the connection. Check the firewall',
}

const authoritySettings =
  'name a PEM file that holds its authority in NODE_EXTRA_CA_CERTS, or put the PEM text into `ca` in the configuration'

const unknownAuthority = `its certificate comes from an authority that is not trusted here: ${authoritySettings}`

const certificates: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  DEPTH_ZERO_SELF_SIGNED_CERT: `its certificate is signed by itself: ${authoritySettings}`,
  CERT_HAS_EXPIRED: 'its certificate has expired. Check the clock of this machine, then the server',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet. Check the clock of this machine',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for other names. Check the host in the URL',
}

const broken = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE'])

/**
 * Any failure below HTTP. What the provider's side broke off is an `OverloadedError`, which clients try again, inside
 * streams too; what cannot be reached at all an `InternalError`.
 */
export function networkError(thrown: unknown, { host, proxy }: Destination, stage: Stage): ApiError {
  const cause = causeOf(thrown)
  if (ApiError.is(cause)) return cause
  const code = codeOf(cause)
  const through = proxy ? ` through the proxy ${proxy.url.host} (${proxy.variable})` : ''
  if (cause instanceof ProxyRefusal) return refusal(cause, host, through)
  if (stage === 'answer') {
    return new OverloadedError(`${host} broke off in the middle of its answer (${code}).`, { cause })
  }
  if (broken.has(code)) {
    return new OverloadedError(`${host}${through} closed the connection without an answer (${code}).`, {
      cause,
    })
  }
  const isLasting = code in certificates || /^ERR_|^CERT_/.test(code)
  const reason = reasonOf(code, cause)
  return new InternalError(`Cannot reach ${host}${through}: ${reason} (${code}).`, {
    cause,
    ...(isLasting && { shouldRetry: false }),
  })
}

function refusal(cause: ProxyRefusal, host: string, through: string): ApiError {
  const advice =
    cause.status === '407'
      ? 'wants a user name and a password: write them into its URL as http://user:password@host:port'
      : `answered ${cause.status}. Put the host into NO_PROXY if it can be reached directly`
  const isLasting = cause.status === '407' || cause.status === '403'
  return new InternalError(`Cannot reach ${host}${through}: the proxy ${advice}.`, {
    cause,
    ...(isLasting && { shouldRetry: false }),
  })
}

function reasonOf(code: string, cause: unknown): string {
  const known = unreachable[code] ?? certificates[code]
  if (known !== undefined) return known
  const text = textOf(cause)
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return `TLS failed: ${text}. If the server speaks plain HTTP, its URL begins with http://`
  }
  if (code.startsWith('HPE_')) return `it did not answer in HTTP: ${text}`
  return text
}

/** The system's own error. got's wrapper around it holds the headers that were sent, keys included. */
const causeOf = (thrown: unknown): unknown => (thrown instanceof RequestError ? thrown.cause : thrown)

function codeOf(cause: unknown): string {
  const code = (cause as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code : 'no code'
}

/** One line, without what stands before an @ in a URL. */
const textOf = (cause: unknown): string =>
  String((cause as { message?: unknown } | null | undefined)?.message ?? cause)
    .replace(/\/\/[^/@\s]*@/g, '//')
    .replace(/\s+/g, ' ')
    .slice(0, 300)

/** The one failure after which a send is worth repeating at once: nothing was sent. */
export const isRefused = (error: unknown): boolean =>
  ApiError.is(error) && codeOf(error.cause) === 'ECONNREFUSED'
