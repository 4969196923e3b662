/** Who pays for an exchange: dollars by the token, or a subscription. */
import type { Exchange } from 'claudecodex'

/** Sessions that are remembered. */
const mostKnown = 1_000

/** Only an answer says for certain who paid; until the first one the beta with which clients sign in has to do. */
export class Payers {
  readonly #isPlan = new Map<string, boolean>()

  learn(exchange: Exchange, backend: string, isPlan: boolean): void {
    const key = keyOf(exchange, backend)
    this.#isPlan.delete(key)
    this.#isPlan.set(key, isPlan)
    const [oldest] = this.#isPlan.keys()
    if (this.#isPlan.size > mostKnown && oldest !== undefined) this.#isPlan.delete(oldest)
  }

  isPlan(exchange: Exchange, backend: string): boolean {
    return (
      this.#isPlan.get(keyOf(exchange, backend)) ?? /\boauth-/.test(exchange.headers['anthropic-beta'] ?? '')
    )
  }
}

const keyOf = ({ who }: Exchange, backend: string): string =>
  JSON.stringify([who.session ?? who.client, backend])
