/** Where this backend sends to, and what its options mean. */
import { InternalError } from '../../anthropic/errors.ts'
import type { Timeouts } from '../../wire/timeouts.ts'
import { baseUrlOf } from '../shared/base-url.ts'
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

/** The header in which another vendor wants its key. */
export type KeyHeader = 'x-api-key' | 'authorization'

export interface Upstream extends AnthropicOptions {
  /** Without a slash at its end, without `/v1`, without a login. */
  readonly base: string
  readonly origin: string
  readonly keys: KeyRing
  readonly host: string
  /** Added to each URL as it is sent, with its question mark: it may hold a key. */
  readonly query: string
  /** Of the address. */
  readonly secrets: readonly string[]
  /** Absent on Anthropic's own API, where the request decides. */
  readonly keyHeader?: KeyHeader
  /** Whether it may have the client's own credentials. */
  readonly isTrusted: boolean
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
}

/** Throws an `InternalError` for a `baseUrl` that is none, and a `TypeError` for one or keys that cannot be meant. */
export function upstreamOf(options: AnthropicOptions, keyHeader?: KeyHeader): Upstream {
  const text = options.baseUrl ?? anthropicUrl
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new InternalError('The `baseUrl` of an anthropic backend must begin with http:// or https://.')
  }
  const { origin, host } = url
  const { address, authorization, query, secrets } = baseUrlOf(text)
  const keys = new KeyRing(options)
  // Two would want the one header.
  const hasRoom = keyHeader !== 'authorization' || keys.labels.length === 0
  return {
    ...options,
    base: address.replace(/\/v1$/, ''),
    origin,
    keys,
    host,
    query,
    secrets,
    ...(keyHeader && { keyHeader }),
    isTrusted: keyHeader === undefined && (origin === anthropicUrl || options.trusted === true),
    headers: {
      ...(authorization !== undefined && hasRoom && { authorization }),
      ...lowerCase(options.headers ?? {}),
    },
  }
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
