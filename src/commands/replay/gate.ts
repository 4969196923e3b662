/** A gate on the way to the network: nothing passes before it is opened. */
import { InternalError } from '../../anthropic/errors.ts'
import type { Wire } from '../../wire/http.ts'

export class Gate {
  #isOpen = false
  #hosts: readonly string[] | undefined

  /** From now on requests pass; with `hosts`, such as `127.0.0.1:11434`, to these alone. */
  open(hosts?: readonly string[]): void {
    this.#isOpen = true
    this.#hosts = hosts
  }

  /** The wire behind the gate, for `loadConfiguration`. */
  readonly wire = (made: Wire): Wire => ({
    send: async request => {
      this.#check(request.url)
      return made.send(request)
    },
    agent: url => {
      this.#check(url)
      return made.agent(url)
    },
    close: () => made.close(),
  })

  #check(url: string): void {
    const host = hostOf(url) ?? 'a server'
    if (this.#isOpen && (this.#hosts?.includes(host) ?? true)) return
    throw new ClosedError(host)
  }
}

export const hostOf = (url: string): string | undefined =>
  URL.canParse(url) ? new URL(url).host || undefined : undefined

/** A request has come as far as the gate: everything before it had been in order. */
export class ClosedError extends InternalError {
  constructor(host: string) {
    super(`nothing may be sent to ${host} now`, { shouldRetry: false })
  }
}
