/** The proxy's server on a free port, around plugins and a backend that a test scripts. */
import { request as httpRequest } from 'node:http'
import type { ServerSettings } from '../../src/config/configuration.ts'
import type { Gateway } from '../../src/core/gateway.ts'
import { type RunningServer, startServer } from '../../src/server/start.ts'
import { type GatewayParts, gatewayOf, keptLog } from './gateway.ts'

export const settingsOf = (more: Partial<ServerSettings> = {}): ServerSettings => ({
  port: 0,
  host: '127.0.0.1',
  allowHosts: [],
  commitAfterMs: 60_000,
  forward: [],
  ...more,
})

export interface TestServer {
  readonly server: RunningServer
  readonly gateway: Gateway
  readonly url: string
  readonly lines: readonly string[]
}

export interface TestServerParts extends GatewayParts {
  readonly settings?: Partial<ServerSettings>
  readonly pingAfterMs?: number
  readonly listAfterMs?: number
}

const running = new Set<TestServer>()

export async function serve(parts: TestServerParts = {}): Promise<TestServer> {
  const log = keptLog()
  const gateway = await gatewayOf({ log, ...parts })
  const server = await startServer({
    gateway,
    settings: settingsOf(parts.settings),
    log,
    ...(parts.pingAfterMs !== undefined && { pingAfterMs: parts.pingAfterMs }),
    ...(parts.listAfterMs !== undefined && { listAfterMs: parts.listAfterMs }),
    about: () => ({
      version: '0.0.0-test',
      folder: '/somewhere',
      backend: { name: 'scripted', reason: 'the test says so' },
    }),
  })
  const test = { server, gateway, url: server.url, lines: log.lines }
  running.add(test)
  return test
}

/** For `afterEach`: closes every server of a test. */
export async function closeServers(): Promise<void> {
  await Promise.all([...running].map(({ server }) => server.close(0)))
  running.clear()
}

export const postMessages = (
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Response> =>
  fetch(`${url}/v1/messages?beta=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal && { signal }),
  })

export interface PlainAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** A request with any header, `host` and `origin` included, which fetch would not send. */
export const plain = (
  url: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<PlainAnswer> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers }, answer => {
      let text = ''
      answer.setEncoding('utf8').on('data', piece => {
        text += piece
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
