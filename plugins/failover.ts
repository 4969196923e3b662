/** Asks again where that helps: the same model after a moment, another key, another model. See docs/plugins/failover.md. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  ApiError,
  type Attempt,
  begun,
  definePlugin,
  type EventStream,
  type Exchange,
  type Log,
  type Next,
} from 'claudecodex'
import { type FailoverOptions, failoverOptions } from './failover/options.ts'
import { Rests } from './failover/rests.ts'
import { type Step, Tries } from './failover/tries.ts'

export default definePlugin<FailoverOptions | void>(given => {
  const failover = new Failover(given ?? {})
  return {
    name: 'failover',
    apiVersion: 1,
    // Whatever else looks at the answer sees one, however many were begun.
    order: 'last',
    children: true,
    options: failoverOptions,
    setup: ({ log }) => failover.start(log),
    beforeAttempt: attempt => failover.prepare(attempt),
    around: (exchange, next) => failover.answer(exchange, next),
  }
})

class Failover {
  readonly #options: FailoverOptions
  readonly #rests: Rests
  readonly #open = new Map<string, Tries>()
  #log: Log | undefined

  constructor(options: FailoverOptions) {
    this.#options = options
    this.#rests = new Rests(options.now ?? Date.now)
  }

  start(log: Log): void {
    this.#log = log
  }

  /** Also before a count of tokens, which only has its key chosen. */
  prepare(attempt: Attempt): void {
    const key = this.#rests.bestKey(attempt)
    if (key !== undefined) attempt.key = key
    this.#open.get(attempt.exchangeId)?.admit(attempt)
  }

  async answer(exchange: Exchange, next: Next): Promise<EventStream> {
    const tries = new Tries(exchange, this.#options, this.#rests)
    const parent = exchange.parent && this.#open.get(exchange.parent.id)
    if (parent) parent.hasChildren = true
    this.#open.set(exchange.id, tries)
    try {
      for (;;) {
        try {
          const stream = await begun(next(exchange))
          tries.succeeded()
          return stream
        } catch (thrown) {
          if (exchange.signal.aborted || !ApiError.is(thrown)) throw thrown
          await this.#goOn(tries.after(thrown), thrown, exchange)
        }
      }
    } finally {
      this.#open.delete(exchange.id)
    }
  }

  async #goOn(step: Step, failure: ApiError, exchange: Exchange): Promise<void> {
    if (step.kind === 'stop') throw step.error
    this.#log?.debug(`${exchange.id}: ${failure.message}; ${wordsFor(step)}`)
    if (step.kind === 'other') {
      exchange.target = step.model
      exchange.targetReason = step.reason
      return
    }
    if (step.afterMs > 0) await (this.#options.sleep ?? wait)(step.afterMs, exchange.signal).catch(() => {})
    // Nobody waits for the answer any more.
    if (exchange.signal.aborted) throw failure
  }
}

const wordsFor = (step: Exclude<Step, { kind: 'stop' }>): string =>
  step.kind === 'other' ? `${step.model} is asked` : `asked again after ${Math.round(step.afterMs)} ms`

const wait = (milliseconds: number, signal: AbortSignal): Promise<unknown> =>
  sleep(milliseconds, undefined, { signal })
