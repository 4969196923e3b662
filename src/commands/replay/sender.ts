/** Sends one recorded request through the gateway, to the target of its job, and counts what it has cost. */
import { promptTokens, type Usage } from '../../anthropic/message.ts'
import type { Exchange, Outcome } from '../../core/exchange.ts'
import type { Gateway } from '../../core/gateway.ts'
import type { Plugin } from '../../core/plugin.ts'
import { costOf, type Price } from '../../core/price.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import type { ReplayRoute, Target } from '../../recording/replay/job.ts'
import type { Send } from '../../recording/replay/perform.ts'
import type { RecordedCost } from '../../recording/schema.ts'

export type PriceOf = (route: ReplayRoute) => Promise<Price | undefined>

export class Sender {
  readonly #targets = new WeakMap<Exchange, string>()
  readonly #ended = new WeakMap<Exchange, (outcome: Outcome) => void>()
  /** Of what plugins have asked besides, by the exchange at the top. */
  readonly #children = new WeakMap<Exchange, { readonly exchange: Exchange; readonly usage: Usage }[]>()

  /** Goes into the gateway's chain. */
  readonly plugins: readonly Plugin[] = [
    {
      name: 'replay-outcome',
      apiVersion: 1,
      order: 'first',
      children: true,
      onEnd: (exchange, outcome) => this.#end(exchange, outcome),
    },
    {
      name: 'replay-target',
      apiVersion: 1,
      order: 'last',
      beforeRequest: exchange => {
        const target = this.#targets.get(exchange)
        if (target === undefined) return
        exchange.target = target
        exchange.targetReason = 'target of the replay'
      },
    },
  ]

  /** The exchange of a recorded request, not yet sent. */
  exchangeOf(
    gateway: Gateway,
    { open }: RecordedExchange,
    bytes: Buffer,
    { model }: Target,
  ): ReturnType<Gateway['createExchange']> {
    const exchange = gateway.createExchange({
      source: 'replay',
      kind: open.kind,
      bytes,
      headers: open.headers,
    })
    if (model === undefined) return exchange
    exchange.target = model
    this.#targets.set(exchange, model)
    return exchange
  }

  sendThrough(gateway: Gateway, priceOf: PriceOf): Send {
    return async ({ source, target }, bytes) => {
      const exchange = this.exchangeOf(gateway, source, bytes, target)
      const ended = new Promise<Outcome>(resolve => this.#ended.set(exchange, resolve))
      await drained(gateway.handle(exchange))
      const outcome = await ended
      const cost = await this.#costOf(exchange, outcome, priceOf)
      return { exchange, outcome, ...(cost && { cost }) }
    }
  }

  #end(exchange: Exchange, outcome: Outcome): void {
    this.#ended.get(exchange)?.(outcome)
    const top = topOf(exchange)
    if (top === exchange || !outcome.message) return
    const children = this.#children.get(top) ?? []
    this.#children.set(top, [...children, { exchange, usage: outcome.message.usage }])
  }

  /** An exchange that has asked others has itself asked nobody: its usage is theirs. Unknown is not nothing. */
  async #costOf(
    exchange: Exchange,
    { message }: Outcome,
    priceOf: PriceOf,
  ): Promise<RecordedCost | undefined> {
    const own = message ? [{ exchange, usage: message.usage }] : []
    const sums = { dollars: 0, uncached: 0 }
    const paid = this.#children.get(exchange) ?? own
    for (const {
      exchange: { choice },
      usage,
    } of paid) {
      const price = choice && (await priceOf(choice))
      const dollars = costOf(usage, price)
      if (dollars === undefined) return undefined
      sums.dollars += dollars
      sums.uncached += costOf(withoutCache(usage), price) ?? dollars
    }
    return paid.length === 0 ? undefined : sums
  }
}

const withoutCache = (usage: Usage): Usage => ({
  ...usage,
  input_tokens: promptTokens(usage),
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
})

function topOf(exchange: Exchange): Exchange {
  let top = exchange
  while (top.parent) top = top.parent
  return top
}

/** Takes everything; a failure is in the outcome. */
async function drained(answer: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const _ of answer);
  } catch {
    // The outcome has it.
  }
}
