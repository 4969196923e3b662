/** Which vault belongs to which exchange: a session shares one, whoever names none has one for each request. */
import type { Exchange, LogRecord, MessagesRequest } from 'claudecodex'
import { Vault } from './vault.ts'

/** Sessions that are remembered; the one that was silent longest goes first. */
const mostSessions = 200

export class Conversations {
  readonly #key: Uint8Array
  readonly #sessions = new Map<string, Vault>()
  readonly #exchanges = new WeakMap<Exchange, Vault>()
  readonly #requests = new WeakMap<MessagesRequest, Vault>()

  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** For a new exchange. A child has its own: what its parent has hidden is the parent's to put back. */
  open(exchange: Exchange): Vault {
    const above = exchange.parent && this.#exchanges.get(exchange.parent)
    const vault = above ? new Vault(this.#key, above) : this.#ofSession(exchange.who.session)
    vault.trim()
    this.#exchanges.set(exchange, vault)
    return vault
  }

  /** The requests that an exchange came with and left with: its record holds one of them or both. */
  note(vault: Vault, ...requests: readonly MessagesRequest[]): void {
    for (const request of requests) this.#requests.set(request, vault)
  }

  of(exchange: Exchange): Vault | undefined {
    return this.#exchanges.get(exchange)
  }

  /** Undefined for an exchange that was refused before it came here. */
  ofRecord({ changed }: LogRecord, request: MessagesRequest | undefined): Vault | undefined {
    return (changed && this.#requests.get(changed)) ?? (request && this.#requests.get(request))
  }

  /** For a record of which no exchange is known. */
  forRecord(record: LogRecord): Vault {
    return this.#ofSession(record.who.session)
  }

  #ofSession(session: string | undefined): Vault {
    if (session === undefined) return new Vault(this.#key)
    const vault = this.#sessions.get(session) ?? new Vault(this.#key)
    this.#sessions.delete(session)
    this.#sessions.set(session, vault)
    const [oldest] = this.#sessions.keys()
    if (this.#sessions.size > mostSessions && oldest !== undefined) this.#sessions.delete(oldest)
    return vault
  }
}
