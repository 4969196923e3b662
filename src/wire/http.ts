/** HTTP to providers: one got instance with kept connections, proxies, authorities and time limits. */
import type http from 'node:http'
import type https from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import got, { type Got, type Request } from 'got'
import { InternalError } from '../anthropic/errors.ts'
import { ArrivingBody, type WireBody } from './body.ts'
import { type Destination, isRefused, networkError } from './errors.ts'
import type { Environment } from './proxy.ts'
import { type Route, Routes } from './routes.ts'
import { defaultTimeouts, type Timeouts, timeoutError, watchRequest } from './timeouts.ts'

export interface WireOptions {
  /** Where proxies and extra authorities are named. Default: nowhere; the process's own variables are not read here. */
  readonly environment?: Environment
  /** PEM texts of authorities to trust besides the default ones. */
  readonly ca?: readonly string[]
  readonly timeouts?: Partial<Timeouts>
}

export interface WireSend {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer
  readonly signal: AbortSignal
  /** Where they differ from the wire's own. */
  readonly timeouts?: Partial<Timeouts> | undefined
}

export interface WireAnswer {
  readonly status: number
  /** Lower-case names. A compressed body is decoded, and then neither its encoding nor its length is here. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: WireBody
}

export interface Wire {
  /**
   * Resolves when the headers are there, whatever the status. Sends once; only a refused connection is tried a second
   * time. Throws an `ApiError` for everything below HTTP and for redirects, which are never followed: the body and
   * the credentials are for one host. After an abort the signal's reason is thrown.
   */
  send(request: WireSend): Promise<WireAnswer>
  /** The agent that reaches a URL, for clients that bring their own HTTP. */
  agent(url: string): http.Agent | https.Agent
  /** Ends every connection. */
  close(): void
}

/** Long enough for a server that is just starting, short enough not to be felt. Milliseconds. */
const refusedPause = 150

/** Throws an `InternalError` for authorities that cannot be read. */
export function createWire(options: WireOptions = {}): Wire {
  const routes = new Routes(options.environment ?? {}, options.ca ?? [])
  const client = got.extend({
    retry: { limit: 0 },
    throwHttpErrors: false,
    followRedirect: false,
    // got would name itself.
    headers: { 'user-agent': undefined },
  })
  const clients = new WeakMap<Route, Got>()
  /** Options that every request on a way has in common are read once. */
  const clientOf = (route: Route): Got => {
    const known = clients.get(route) ?? client.extend(wayOf(route))
    clients.set(route, known)
    return known
  }
  const sendOnce = async (request: WireSend): Promise<WireAnswer> => {
    request.signal.throwIfAborted()
    const timeouts = { ...defaultTimeouts, ...options.timeouts, ...request.timeouts }
    const url = parseUrl(request.url)
    const route = routes.to(url)
    return open(clientOf(route), { url, route, request, timeouts })
  }
  return {
    async send(request) {
      try {
        return await sendOnce(request)
      } catch (error) {
        if (!isRefused(error)) throw error
        await sleep(refusedPause, undefined, { signal: request.signal }).catch(() => {})
        return sendOnce(request)
      }
    },
    agent: url => routes.to(parseUrl(url)).agent,
    close: () => routes.close(),
  }
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new InternalError('The URL of a backend must begin with http:// or https://. Correct `baseUrl`.', {
    shouldRetry: false,
  })
}

/** One agent serves both schemes of `Routes`: it was made for the one that the way has. */
const wayOf = ({ agent, request }: Route) => ({
  agent: { http: agent as http.Agent, https: agent as https.Agent },
  ...(request && { request }),
})

interface Opening {
  readonly url: URL
  readonly route: Route
  readonly request: WireSend
  readonly timeouts: Timeouts
}

function open(client: Got, { url, route, request, timeouts }: Opening): Promise<WireAnswer> {
  const place: Destination = { host: url.host, ...(route.proxy && { proxy: route.proxy }) }
  const stream = client.stream(url, optionsOf(request))
  const watch = watchRequest(timeouts, limit => stream.destroy(timeoutError(url.host, limit, timeouts)))
  abortWith(request.signal, stream)
  const failure = (thrown: unknown, stage: 'request' | 'answer'): unknown =>
    request.signal.aborted ? request.signal.reason : networkError(thrown, place, stage)
  return new Promise((resolve, reject) => {
    stream.once('request', sent => watch.follow(sent as http.ClientRequest))
    // Stays for good: an error after the answer has begun is the body's to tell.
    stream.on('error', thrown => {
      watch.stop()
      reject(failure(thrown, 'request'))
    })
    stream.once('response', (response: http.IncomingMessage) => {
      watch.stop()
      const body = new ArrivingBody(stream, {
        host: url.host,
        idleMs: timeouts.idleMs,
        idle: () => timeoutError(url.host, 'idleMs', timeouts),
        failed: thrown => failure(thrown, 'answer'),
      })
      try {
        resolve(answerOf(response, body, url, request.method))
      } catch (error) {
        stream.destroy()
        reject(error)
      }
    })
    if (request.body) stream.end(request.body)
    else endWithoutBody(stream, request.method)
  })
}

/** got would hand the signal on to `node:http`, which listens to it as well. */
function abortWith(signal: AbortSignal, stream: Request): void {
  const abort = () => void stream.destroy(new Error('aborted'))
  signal.addEventListener('abort', abort, { once: true })
  stream.once('close', () => signal.removeEventListener('abort', abort))
}

/** The body goes in as one Buffer with its length: given as text, got would cut and encode it piece by piece. */
const optionsOf = ({ method, headers, body }: WireSend) => ({
  method: method as 'POST',
  headers: {
    ...headers,
    // What arrives is passed on as it is; who compresses all the same is decoded.
    'accept-encoding': 'identity',
    ...(body && { 'content-length': String(body.length) }),
    ...(!body && method === 'POST' && { 'content-length': '0' }),
  },
})

// got ends these by itself and refuses to be told.
function endWithoutBody(stream: Request, method: string): void {
  if (method !== 'GET' && method !== 'HEAD') stream.end()
}

function answerOf(response: http.IncomingMessage, body: WireBody, url: URL, method: string): WireAnswer {
  const status = response.statusCode ?? 0
  const headers = flat(response.headers)
  const { location } = headers
  if (location !== undefined && [301, 302, 303, 307, 308].includes(status)) {
    throw redirectError(status, location, url)
  }
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity' && method !== 'HEAD') {
    throw new InternalError(
      `${url.host} answers in the encoding ${encoding}, which was not asked for and cannot be read here.`,
    )
  }
  return { status, headers, body }
}

function redirectError(status: number, location: string, url: URL): InternalError {
  const target = URL.canParse(location, url.href) ? new URL(location, url) : undefined
  const where = target ? `${target.origin}${target.pathname}` : 'somewhere unreadable'
  return new InternalError(
    `${url.host} redirects (${status}) to ${where}, and requests are not sent on to another place. ` +
      'If that is the right one, set it as `baseUrl`.',
    { shouldRetry: false },
  )
}

function flat(headers: http.IncomingHttpHeaders): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (value !== undefined) texts[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return texts
}
