/** Binds the server, on IPv4 and where it exists on IPv6 loopback, and closes it without cutting streams. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConfigError } from '../config/errors.ts'
import { createApp } from './app.ts'
import type { ServerParts } from './parts.ts'

export interface RunningServer {
  /** `http://127.0.0.1:8082`: never a name, which may resolve to another address family. */
  readonly url: string
  readonly port: number
  /** Lets open streams end, at most `drainMs` (10 s), then cuts them. Resolves when all is closed. */
  close(drainMs?: number): Promise<void>
}

const closing = new WeakSet<Server>()

const loopback = new Set(['127.0.0.1', 'localhost', '::1'])

/** Throws the listen error (`EADDRINUSE`, `EACCES`), or a `ConfigError` where an open address has no client key. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { host, port, clientKey } = parts.settings
  if (!loopback.has(host) && clientKey === undefined) {
    throw new ConfigError(
      `server.host: ${host} can be reached by others, so it needs server.clientKey in the configuration file; or bind 127.0.0.1`,
    )
  }
  const handle = createApp(parts).callback()
  const first = await listen(handle, host === 'localhost' ? '127.0.0.1' : host, port)
  const bound = (first.address() as AddressInfo).port
  const servers = [first]
  if (host === '127.0.0.1' || host === 'localhost') {
    // Clients resolve "localhost" to ::1 first on many systems; a machine without IPv6 is no fault.
    const second = await listen(handle, '::1', bound).catch(() => undefined)
    if (second) servers.push(second)
  }
  return { url: urlOf(host, bound), port: bound, close: drainMs => close(servers, parts, drainMs) }
}

function listen(
  handle: ReturnType<ReturnType<typeof createApp>['callback']>,
  host: string,
  port: number,
): Promise<Server> {
  const server = createServer(handle)
  // Requests take as long as a model thinks; the client decides when it has waited enough.
  server.requestTimeout = 0
  server.headersTimeout = 60_000
  server.keepAliveTimeout = 75_000
  // A kept-alive connection falls idle when its answer is out, and would hold a closing server open.
  server.on('request', (_, response) => {
    response.once('close', () => closing.has(server) && setImmediate(() => server.closeIdleConnections()))
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

function urlOf(host: string, port: number): string {
  const shown = host === 'localhost' || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`
}

async function close(servers: readonly Server[], { gateway }: ServerParts, drainMs = 10_000): Promise<void> {
  const closed = Promise.all(
    servers.map(server => {
      closing.add(server)
      const done = new Promise(resolve => server.close(resolve))
      server.closeIdleConnections()
      return done
    }),
  )
  const cut = setTimeout(() => {
    for (const server of servers) server.closeAllConnections()
  }, drainMs)
  try {
    await closed
  } finally {
    clearTimeout(cut)
  }
  await gateway.close()
}
