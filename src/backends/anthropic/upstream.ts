/** Where this backend sends to, and what its options mean. */
import { InternalError } from '../../anthropic/errors.ts'
import type { Timeouts } from '../../wire/timeouts.ts'
import { KeyRing } from '../shared/keys.ts'

const anthropicUrl = 'https://api.anthropic.com'

/** Sent for a client that names no version, such as a plain curl: the API wants one, and this one all clients know. */
export const defaultVersion = '2023-06-01'

export interface AnthropicOptions {
  /** Default: `https://api.anthropic.com`. */
  readonly baseUrl?: string | undefined
  /** Sent where the client brings no credentials of its own, or where `credentials` says so. */
  readonly apiKey?: string | undefined
  /** Several keys in place of `apiKey`: the first is sent, and the next where plugin `failover` finds it used up. */
  readonly apiKeys?: readonly string[] | undefined
  /**
   * Whose credentials count where both are there: the client's (the default), or the configured key. The token of a
   * subscription is never replaced.
   */
  readonly credentials?: 'client' | 'configured' | undefined
  /** Whether the host of `baseUrl` may have the client's own credentials. Default: only Anthropic's own host may. */
  readonly trusted?: boolean | undefined
  /** Added to each request and shown to nobody: gateways want keys of their own here. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sent instead of the client's model. */
  readonly model?: string | undefined
  readonly timeouts?: Partial<Timeouts> | undefined
}

export interface Upstream extends AnthropicOptions {
  /** Without a slash at its end, without `/v1`, without a login. */
  readonly base: string
  readonly origin: string
  readonly keys: KeyRing
  readonly host: string
  /** Whether it may have the client's own credentials. */
  readonly isTrusted: boolean
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
}

/** Throws an `InternalError` for a `baseUrl` that is none. */
export function upstreamOf(options: AnthropicOptions): Upstream {
  const text = options.baseUrl ?? anthropicUrl
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new InternalError('The `baseUrl` of an anthropic backend must begin with http:// or https://.')
  }
  const { origin, host } = url
  return {
    ...options,
    base: `${origin}${url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}`,
    origin,
    keys: new KeyRing(options),
    host,
    isTrusted: origin === anthropicUrl || options.trusted === true,
    headers: { ...login(url), ...lowerCase(options.headers ?? {}) },
  }
}

/** `https://user:password@host`, as some gateways have it. */
function login({ username, password }: URL): Record<string, string> {
  if (!username && !password) return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
