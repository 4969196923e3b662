/** Whose credentials go upstream: the rules in one place. */
import { createHash, randomBytes } from 'node:crypto'
import { AuthenticationError } from '../../anthropic/errors.ts'
import type { Call } from '../../core/backend.ts'
import { type Credentials, credentialsOf } from '../../core/credentials.ts'
import { defaultVersion, type KeyHeader, type Upstream } from './upstream.ts'

export interface Signature {
  readonly headers: Readonly<Record<string, string>>
  /** The key is the configuration's: the client can do nothing about a refusal. */
  readonly isOurKey: boolean
}

/** Labels of what could sign a request: the client's own alone where it is to be sent, else the configured keys. */
export function keysFor(call: Call, upstream: Upstream): readonly string[] {
  const client = credentialsOf(call)
  return sendsClients(client, call, upstream) ? [labelOf(client)] : upstream.keys.labels
}

/** Of this process alone: nobody can try out which credential a label stands for. */
const salt = randomBytes(16)
/** Most processes serve one client. */
let known: { readonly text: string; readonly label: string } | undefined

/** Two clients are told apart, which one it is stays untold. */
function labelOf({ 'x-api-key': key = '', authorization = '' }: Credentials): string {
  const text = `${key}\n${authorization}`
  if (known?.text !== text) {
    const digest = createHash('sha256').update(salt).update(text).digest('hex')
    known = { text, label: `client ${digest.slice(0, 6)}` }
  }
  return known.label
}

const sendsClients = (client: Credentials, call: Call, { credentials, isTrusted }: Upstream): boolean =>
  isTrusted && Object.keys(client).length > 0 && (credentials !== 'configured' || isOAuth(client, call))

/**
 * The client's own beat a configured key unless the configuration turns that round; an OAuth bearer is never replaced.
 * Both headers travel if both came. To a host that may not have the client's, only a configured key goes: the one that
 * `label` names.
 *
 * Throws an `AuthenticationError` that says what to set where there is nothing to send.
 */
export function sign(call: Call, upstream: Upstream, label?: string): Signature {
  const client = credentialsOf(call)
  const isClient = Object.keys(client).length > 0
  if (sendsClients(client, call, upstream)) return { headers: { ...client }, isOurKey: false }
  const apiKey = upstream.keys.keyOf(label, upstream.host)
  // Servers on one's own machine want some key, any key.
  if (upstream.keyHeader) return { headers: keyAt(upstream.keyHeader, apiKey ?? 'none'), isOurKey: true }
  if (apiKey) return { headers: keyAt(headerFor(apiKey, call), apiKey), isOurKey: true }
  throw new AuthenticationError(complaint(isClient, upstream), { shouldRetry: false })
}

/** A subscription's token: Claude Code marks it by a beta of its own. */
const isOAuth = ({ authorization = '' }: Credentials, { headers }: Call): boolean =>
  /^bearer sk-ant-oat/i.test(authorization) ||
  (authorization !== '' && (headers['anthropic-beta'] ?? '').includes('oauth-'))

/** From version 2026-10-21 on, Anthropic's own SDKs send plain keys as a bearer too. */
const headerFor = (apiKey: string, { headers }: Call): KeyHeader =>
  (headers['anthropic-version'] ?? defaultVersion) <= defaultVersion && !apiKey.startsWith('sk-ant-oat')
    ? 'x-api-key'
    : 'authorization'

const keyAt = (header: KeyHeader, apiKey: string): Record<string, string> =>
  header === 'x-api-key' ? { 'x-api-key': apiKey } : { authorization: `Bearer ${apiKey}` }

function complaint(isClient: boolean, { isTrusted, host }: Upstream): string {
  if (isClient && isTrusted) {
    return (
      'The configuration says `credentials: "configured"`, but there is no key: ' +
      'set ANTHROPIC_API_KEY, or `apiKey` of the backend.'
    )
  }
  if (isClient) {
    return (
      `There is no key for ${host}. The client's own credentials are for Anthropic: give this backend an \`apiKey\`, ` +
      `or, if ${host} may have the client's, write \`trusted: true\` beside its \`baseUrl\`.`
    )
  }
  return (
    'There are no credentials: the client sent none, and none are configured. ' +
    'Log in with /login in Claude Code, or set ANTHROPIC_API_KEY.'
  )
}
