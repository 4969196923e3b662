/** What the core lends a backend for one request: attempts seen by plugins, the upstream's head, warnings, child exchanges. */
import { InternalError, InvalidRequestError, toApiError } from '../anthropic/errors.ts'
import type { Attempt, Call, Head, WireRequest } from './backend.ts'
import { shareCredentials } from './credentials.ts'
import type { LiveExchange } from './live-exchange.ts'
import type { Log } from './log.ts'
import type { RunningPlugin } from './running-plugin.ts'

export interface CallParts {
  readonly exchange: LiveExchange
  readonly backend: string
  readonly model: string
  readonly plugins: readonly RunningPlugin[]
  /** A warning refuses the request, or fails the answer where the upstream has begun one. Default false. */
  readonly strict?: boolean
  readonly log: Log
  readonly children: Children
}

/** Exchanges that belong to the one that has begun them. */
export type Children = Required<Pick<Call, 'ask' | 'count'>>

export class LiveCall implements Call {
  readonly exchangeId: string
  readonly asked: string
  readonly signal: AbortSignal
  readonly headers: Readonly<Record<string, string>>
  readonly query: string
  readonly log: Log
  readonly ask: Children['ask']
  readonly count: Children['count']
  readonly #parts: CallParts
  /** Announced and not yet answered. */
  #current: Attempt | undefined
  #last: Attempt | undefined
  #refusal: unknown
  #sentAt = 0
  #observed: Promise<unknown> | undefined
  #answered = false

  constructor(parts: CallParts) {
    const { exchange } = parts
    this.#parts = parts
    this.exchangeId = exchange.id
    this.asked = exchange.asked.model
    this.signal = exchange.signal
    this.headers = exchange.headers
    this.query = exchange.query
    this.log = parts.log
    this.ask = parts.children.ask
    this.count = parts.children.count
    shareCredentials(exchange, this)
  }

  async attempt(draft: WireRequest, keys: readonly string[] = []): Promise<Attempt> {
    // Made only where it is true: every error costs a stack trace.
    if (this.#current) await this.failed(new Error('sent again'))
    else await this.#observed
    const { exchange, backend, model, plugins } = this.#parts
    const attempt: Attempt = {
      exchangeId: exchange.id,
      backend,
      model,
      number: exchange.attempts.length + 1,
      request: draft,
      ...(keys[0] !== undefined && { keys, key: keys[0] }),
      startedAt: Date.now(),
    }
    exchange.attempts.push(attempt)
    try {
      for (const running of plugins) {
        if (running.has('beforeAttempt')) {
          await running.run('beforeAttempt', () => running.plugin.beforeAttempt?.(attempt))
        }
      }
    } catch (thrown) {
      // Nothing was sent.
      exchange.attempts.splice(exchange.attempts.indexOf(attempt), 1)
      this.#refusal = thrown
      throw thrown
    }
    this.#current = attempt
    this.#last = attempt
    this.#sentAt = performance.now()
    return attempt
  }

  head(answer: Head): void {
    const { exchange } = this.#parts
    this.#answered = true
    exchange.head = answer
    exchange.mark('head')
    if (this.#current) Object.assign(this.#current, answer)
    this.#close()
  }

  warn(text: string): void {
    const { exchange, backend, strict } = this.#parts
    exchange.warn(text)
    if (!strict) return
    if (this.#answered) {
      throw new InternalError(
        `the answer of ${backend} cannot be passed on whole, which strict mode does not allow: ${text}. ` +
          'Ask again, or turn strict mode off (--strict, `strict` in the configuration)',
        { backend },
      )
    }
    throw new InvalidRequestError(
      `${backend} would answer without a part of this request, which strict mode does not allow: ${text}. ` +
        'Ask a backend that carries it, or turn strict mode off (--strict, `strict` in the configuration)',
      { backend },
    )
  }

  /** The `afterAttempt` hooks at work, where there are some: the first event waits for them. */
  get observing(): Promise<unknown> | undefined {
    return this.#observed
  }

  /** Whether it is a plugin's word, and not the backend's. */
  isRefusal(thrown: unknown): boolean {
    return this.#refusal !== undefined && thrown === this.#refusal
  }

  /** Notes why an attempt failed, and closes one that got no success. */
  async failed(thrown: unknown): Promise<void> {
    const error = toApiError(thrown)
    if (this.#last) this.#last.error = error.message
    const attempt = this.#current
    if (attempt) {
      if (error.raw) Object.assign(attempt, { status: error.raw.status, headers: error.raw.headers })
      this.#close()
    }
    await this.#observed
  }

  #close(): void {
    const attempt = this.#current
    if (!attempt) return
    this.#current = undefined
    attempt.headersAfter = performance.now() - this.#sentAt
    const observers = this.#parts.plugins.filter(running => running.has('afterAttempt'))
    if (observers.length === 0) return
    this.#observed = Promise.all(
      observers.map(running => running.run('afterAttempt', () => running.plugin.afterAttempt?.(attempt))),
    )
  }
}
