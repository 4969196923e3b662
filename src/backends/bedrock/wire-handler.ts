/** The SDK's way to the network: the one that every other backend takes. */
import { Readable } from 'node:stream'
import type { Wire } from '../../wire/http.ts'
import type { Timeouts } from '../../wire/timeouts.ts'

/** The SDK's own form of a request. */
export interface HttpRequest {
  method: string
  protocol: string
  hostname: string
  port?: number | undefined
  path: string
  query?: Readonly<Record<string, string | readonly string[] | null>> | undefined
  headers: Record<string, string>
  body?: unknown
}

/** Keeps proxies, authorities, time limits and the words for failures in one place. Throws the wire's `ApiError`s. */
export class WireHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' }
  readonly #wire: Wire
  readonly #timeouts: Partial<Timeouts> | undefined

  constructor(wire: Wire, timeouts: Partial<Timeouts> | undefined) {
    this.#wire = wire
    this.#timeouts = timeouts
  }

  async handle(request: HttpRequest, { abortSignal }: { readonly abortSignal?: unknown } = {}) {
    const { status, headers, body } = await this.#wire.send({
      method: request.method,
      url: urlOf(request),
      headers: request.headers,
      ...(request.body !== undefined && { body: bufferOf(request.body) }),
      signal: abortSignal instanceof AbortSignal ? abortSignal : new AbortController().signal,
      timeouts: this.#timeouts,
    })
    return { response: { statusCode: status, headers: { ...headers }, body: Readable.from(body) } }
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {}
  }
}

/** Not by way of `Buffer.from(body)`: the SDK's arrays complain when they are asked whether they are texts. */
export const bufferOf = (body: unknown): Buffer =>
  ArrayBuffer.isView(body)
    ? Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    : Buffer.from(String(body))

function urlOf({ protocol, hostname, port, path, query = {} }: HttpRequest): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map(each => [encodeURIComponent(name), encodeURIComponent(each ?? '')].join('=')),
  )
  const search = pairs.length > 0 ? `?${pairs.join('&')}` : ''
  return `${protocol}//${hostname}${port ? `:${port}` : ''}${path}${search}`
}
