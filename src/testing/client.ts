/** The far end of an exchange: reads the answer, and leaves when it is told to. */
import { type ApiError, toApiError } from '../anthropic/errors.ts'
import type { StreamEvent } from '../anthropic/events.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { TokenCount } from '../core/backend.ts'
import type { ExchangeKind } from '../core/exchange.ts'
import type { Gateway } from '../core/gateway.ts'
import type { LiveExchange } from '../core/live-exchange.ts'
import { deepFreeze } from './freeze.ts'
import { request as requestOf } from './messages.ts'

export interface ClientOptions {
  /** A request, or what a person says in one. Default `Hello`. */
  readonly request?: string | MessagesRequest
  readonly kind?: ExchangeKind
  /** The client's headers, lower-case. */
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** The client leaves when it has got so many events; 0: before the first. */
  readonly abortAfter?: number
  /** It is the child of another exchange, as `ask` makes them: only plugins with `children: true` run. */
  readonly child?: boolean
}

export class Client {
  readonly exchange: LiveExchange
  readonly events: StreamEvent[] = []
  count: TokenCount | undefined
  error: ApiError | undefined
  readonly #gateway: Gateway
  readonly #abortAfter: number
  readonly #controller = new AbortController()

  constructor(gateway: Gateway, options: ClientOptions) {
    const { request = 'Hello', kind = 'messages', headers = {}, abortAfter = Infinity } = options
    const body = typeof request === 'string' ? requestOf(request) : structuredClone(request)
    const { signal } = this.#controller
    this.#gateway = gateway
    this.#abortAfter = abortAfter
    this.exchange = gateway.createExchange({
      kind,
      headers,
      bytes: Buffer.from(JSON.stringify(body)),
      request: deepFreeze(body),
      signal: options.signal ? AbortSignal.any([options.signal, signal]) : signal,
      ...(options.child && { parent: gateway.createExchange({ request: requestOf('Ask somebody else') }) }),
    })
  }

  async run(): Promise<void> {
    try {
      this.#leaveInTime()
      if (this.exchange.kind === 'count_tokens') this.count = await this.#gateway.countTokens(this.exchange)
      else await this.#read()
    } catch (thrown) {
      this.error = toApiError(thrown)
    }
  }

  async #read(): Promise<void> {
    for await (const batch of this.#gateway.handle(this.exchange)) {
      this.events.push(...batch.events)
      this.#leaveInTime()
    }
  }

  #leaveInTime(): void {
    if (this.events.length >= this.#abortAfter) this.#controller.abort(new Error('the client has left'))
  }
}
