/** A plugin that lets a request come as far as its send, keeps it, and refuses it there. */
import { PermissionError } from '../../anthropic/errors.ts'
import type { Attempt } from '../../core/backend.ts'
import type { Plugin } from '../../core/plugin.ts'

export class Stopper {
  readonly #caught = new Map<string, Attempt>()

  /** Innermost, and on what other plugins ask as well: it sees what all the others have made of a request. */
  readonly plugin: Plugin = {
    name: 'replay-stop',
    apiVersion: 1,
    order: 'last',
    children: true,
    beforeAttempt: attempt => {
      if (!this.#caught.has(attempt.exchangeId)) this.#caught.set(attempt.exchangeId, attempt)
      throw new PermissionError('nothing is sent now', { shouldRetry: false })
    },
  }

  /** The first send of an exchange; undefined where it came to none. */
  caught(exchangeId: string): Attempt | undefined {
    return this.#caught.get(exchangeId)
  }
}
