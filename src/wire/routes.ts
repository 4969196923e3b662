/** How each host is reached: directly, through a tunnel, or through a forwarding proxy. Connections are kept and shared. */
import http from 'node:http'
import https from 'node:https'
import type { RequestFunction } from 'got'
import { HttpsProxyAgent } from 'hpagent'
import { type Environment, ProxyRefusal, type ProxyServer, proxyFor } from './proxy.ts'
import { trustContext } from './trust.ts'

export interface Route {
  readonly agent: http.Agent | https.Agent
  readonly proxy?: ProxyServer
  /** Replaces `http.request`, where the request itself has another form. */
  readonly request?: RequestFunction
}

// A free connection that has been idle for a minute may be dead without a word, after sleep or a change of network.
const pooling = { keepAlive: true, maxSockets: Infinity, timeout: 60_000 } as const

export class Routes {
  readonly #environment: Environment
  readonly #tls: { readonly secureContext?: ReturnType<typeof trustContext> }
  readonly #routes = new Map<string, Route>()

  /** Throws an `InternalError` for authorities that cannot be read. */
  constructor(environment: Environment, ca: readonly string[]) {
    const secureContext = trustContext(ca, environment)
    this.#environment = environment
    this.#tls = secureContext ? { secureContext } : {}
  }

  /** Throws an `InternalError` if the environment names a proxy that cannot be used. */
  to(target: URL): Route {
    const proxy = proxyFor(target, this.#environment)
    const key = `${target.protocol} ${proxy?.variable ?? ''}`
    let route = this.#routes.get(key)
    if (!route) {
      route = this.#create(target.protocol === 'https:', proxy)
      this.#routes.set(key, route)
    }
    return route
  }

  /** Ends every connection, busy ones included. */
  close(): void {
    for (const { agent } of this.#routes.values()) agent.destroy()
    this.#routes.clear()
  }

  #create(isSecure: boolean, proxy: ProxyServer | undefined): Route {
    if (!proxy) {
      return { agent: isSecure ? new https.Agent({ ...pooling, ...this.#tls }) : new http.Agent(pooling) }
    }
    if (isSecure) return { agent: new TunnelAgent(proxy, this.#tls), proxy }
    const isSecureProxy = proxy.url.protocol === 'https:'
    const agent = isSecureProxy ? new https.Agent({ ...pooling, ...this.#tls }) : new http.Agent(pooling)
    return { agent, proxy, request: forwarding(proxy, isSecureProxy ? https.request : http.request) }
  }
}

type Created = Parameters<https.Agent['createConnection']>[1]

/** TLS to the target inside a tunnel that the proxy opens on CONNECT. */
class TunnelAgent extends HttpsProxyAgent {
  constructor({ url, authorization }: ProxyServer, tls: object) {
    const headers = authorization ? { 'proxy-authorization': authorization } : {}
    super({ ...pooling, ...tls, proxy: url, proxyRequestOptions: { ...tls, headers } })
  }

  /** hpagent tells a refusal by its text alone. */
  override createConnection(options: https.RequestOptions, created: Created) {
    const named: Created = (error, socket) => {
      const [, status] = /^Bad response: (\d+)$/.exec(error?.message ?? '') ?? []
      created?.(status === undefined ? error : new ProxyRefusal(status), socket)
    }
    return super.createConnection(options, named)
  }
}

/** Plain HTTP goes to the proxy itself with the whole URL in its first line. */
const forwarding =
  ({ url: proxy, authorization }: ProxyServer, request: typeof http.request): RequestFunction =>
  (target, options, callback) => {
    const headers = {
      ...options.headers,
      host: target.host,
      ...(authorization && { 'proxy-authorization': authorization }),
    }
    const path = `http://${target.host}${target.pathname}${target.search}`
    const { protocol, port } = proxy
    const host = proxy.hostname.replace(/^\[|\]$/g, '')
    return request({ ...options, headers, protocol, host, port, path }, callback as never)
  }
