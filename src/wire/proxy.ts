/** Which proxy the environment names for a URL. */
import { InternalError } from '../anthropic/errors.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface ProxyServer {
  /** Without credentials: it may be shown. */
  readonly url: URL
  /** Value of `Proxy-Authorization`. Never shown. */
  readonly authorization?: string
  /** The variable that names it. */
  readonly variable: string
}

/** A proxy's own answer to a request for a tunnel, instead of the tunnel. */
export class ProxyRefusal extends Error {
  readonly status: string

  constructor(status: string) {
    super(`the proxy answered ${status}`)
    this.status = status
  }
}

/**
 * Undefined where the way is direct: no variable speaks of the URL's scheme, `NO_PROXY` excludes the host, or it is
 * this machine. The lower-case name of a variable wins, as with curl. Throws an `InternalError` that names the
 * variable, and not its value, if that is no proxy this program can use.
 */
export function proxyFor(target: URL, environment: Environment): ProxyServer | undefined {
  if (isLoopback(target.hostname) || isExcluded(target, environment)) return undefined
  const scheme = target.protocol.replace(':', '')
  const variable = [`${scheme}_proxy`, 'all_proxy']
    .flatMap(name => [name, name.toUpperCase()])
    .find(name => environment[name]?.trim())
  return variable === undefined ? undefined : parseProxy(variable, environment[variable]?.trim() ?? '')
}

function parseProxy(variable: string, value: string): ProxyServer {
  const text = value.includes('://') ? value : `http://${value}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url?.hostname) {
    throw settingError(`${variable} is not the URL of a proxy. Write it as http://host:port`)
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw settingError(
      `${variable} names a ${url.protocol.replace(':', '')} proxy; only http:// and https:// proxies are ` +
        'supported. Name one, or put the host into NO_PROXY',
    )
  }
  const { username, password } = url
  url.username = ''
  url.password = ''
  if (!username && !password) return { url, variable }
  return { url, variable, authorization: basic(decode(username), decode(password)) }
}

const settingError = (sentence: string): InternalError =>
  new InternalError(`${sentence}.`, { shouldRetry: false })

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

// A password with a lone % is taken as it stands.
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The machine itself is never reached through a proxy, which would only find its own loopback. */
export const isLoopback = (hostname: string): boolean =>
  /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]+\])$/i.test(
    hostname,
  )

/** `NO_PROXY`: hosts with all their subdomains, separated by commas or blanks, each with a port if wanted; `*` for all. */
function isExcluded(target: URL, environment: Environment): boolean {
  const list = environment.no_proxy?.trim() || environment.NO_PROXY?.trim() || ''
  const port = target.port || (target.protocol === 'https:' ? '443' : '80')
  return list
    .split(/[\s,]+/)
    .some(entry => entry !== '' && excludes(entry.toLowerCase(), target.hostname, port))
}

function excludes(entry: string, hostname: string, port: string): boolean {
  if (entry === '*') return true
  // An address of IPv6 may stand with or without brackets; only one with brackets can have a port.
  const [, bracketed, name, wanted] = /^(?:(\[.*\])|([^:]*|[^[]*:.*:[^\]]*?))(?::(\d+))?$/.exec(entry) ?? []
  if (wanted !== undefined && wanted !== port) return false
  const host = bracketed ?? (name?.includes(':') ? `[${name}]` : name?.replace(/^\*?\.?/, ''))
  return host !== undefined && host !== '' && (hostname === host || hostname.endsWith(`.${host}`))
}
