/** Who may talk to the proxy: known host names, no page of another origin, and the client key where one is set. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import type { Context, Middleware } from 'koa'
import { AuthenticationError, PermissionError } from '../anthropic/errors.ts'
import type { ServerSettings } from '../config/configuration.ts'

/** Names under which container runtimes reach the machine they run on. */
const containerHosts = [
  'host.docker.internal',
  'gateway.docker.internal',
  'host.containers.internal',
  'host.lima.internal',
  'host.orb.internal',
  'host.rancher-desktop.internal',
]

/** Header of the proxy's own key; never travels upstream. */
export const clientKeyHeader = 'x-claudecodex-key'

export const guard = (settings: ServerSettings): Middleware => {
  const known = new Set(['localhost', settings.host, ...containerHosts, ...settings.allowHosts].map(lower))
  const allowed = new Set(settings.allowHosts.map(lower))
  return async function guard(context, next) {
    checkHost(context, known)
    checkOrigin(context, allowed)
    if (settings.clientKey !== undefined && !isOpen(context)) checkKey(context, settings.clientKey)
    await next()
  }
}

/** A name that is not ours is how a page of another origin reaches a local server (DNS rebinding); an address is not a name. */
function checkHost(context: Context, known: ReadonlySet<string>): void {
  const name = hostName(context.req.headers.host ?? '')
  if (isIP(name) || known.has(name) || name.endsWith('.localhost')) return
  throw new PermissionError(
    `the host name "${name}" is not known here; start with --allow-host ${name} (or server.allowHosts) to serve it`,
  )
}

function checkOrigin(context: Context, allowed: ReadonlySet<string>): void {
  const { origin, host } = context.req.headers
  if (origin === undefined) return
  const from = URL.canParse(origin) ? new URL(origin) : undefined
  if (from && (from.host === host || allowed.has(lower(from.hostname)))) return
  throw new PermissionError(
    `pages of ${origin} may not use this proxy; start with --allow-host NAME (or server.allowHosts) to let them`,
  )
}

const isOpen = ({ method, path }: Context): boolean => path === '/' && (method === 'GET' || method === 'HEAD')

function checkKey(context: Context, key: string): void {
  if (presentedKeys(context.req.headers).some(presented => same(presented, key))) return
  throw new AuthenticationError('invalid x-api-key: this proxy wants its own client key', {
    shouldRetry: false,
  })
}

/** True where the client key came in the place of the provider's: it is ours, and must not travel on. */
export const isClientKey = (value: string | undefined, settings: ServerSettings): boolean =>
  settings.clientKey !== undefined && value !== undefined && same(value, settings.clientKey)

export const bearer = (headers: IncomingHttpHeaders): string | undefined =>
  headers.authorization?.match(/^Bearer\s+(.+)$/i)?.[1]

const presentedKeys = (headers: IncomingHttpHeaders): readonly string[] =>
  [headers[clientKeyHeader], headers['x-api-key'], bearer(headers)].filter(value => typeof value === 'string')

/** In constant time: the digests have one length, whatever was sent. */
const same = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const lower = (text: string): string => text.toLowerCase()

const hostName = (host: string): string =>
  lower(host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d+$/, '')).replace(
    /\.$/,
    '',
  )
