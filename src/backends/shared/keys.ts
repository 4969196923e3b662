/** The keys of a backend under labels that plugins may see: which one is sent is theirs to choose, what it is stays here. */
import { AuthenticationError } from '../../anthropic/errors.ts'
import { secretsIn } from '../../core/secrets.ts'
import { keyFault } from './key-fault.ts'

export interface KeyOptions {
  readonly apiKey?: string | undefined
  /** Several keys in place of `apiKey`: a plugin such as `failover` goes on to the next where one is used up. */
  readonly apiKeys?: readonly string[] | undefined
}

export class KeyRing {
  /** `key 1`, `key 2`, in the order of the configuration. */
  readonly labels: readonly string[]
  readonly secrets: readonly string[]
  readonly #keys: readonly string[]

  /** Throws a `TypeError` that says what to change where it is unclear which keys are meant. */
  constructor({ apiKey, apiKeys }: KeyOptions) {
    // Files of secrets end in a line break.
    const one = apiKey?.trim()
    const several = apiKeys?.map(key => key.trim())
    if (one && several) throw new TypeError('apiKey and apiKeys are both given: leave one of them out')
    if (several?.length === 0) throw new TypeError('apiKeys is an empty list: name a key, or leave it out')
    const empty = several?.indexOf('') ?? -1
    if (empty >= 0) throw new TypeError(`apiKeys[${empty}] is empty: set its variable, or leave it out`)
    this.#keys = several ?? (one ? [one] : [])
    this.labels = this.#keys.map((_, position) => `key ${position + 1}`)
    this.secrets = secretsIn(this.#keys)
  }

  /**
   * The key of a label; the first where there is no such label, undefined where there is no key. Throws an
   * `AuthenticationError` that names `owner` for what can be none.
   */
  keyOf(label: string | undefined, owner: string): string | undefined {
    const key = this.#keys[Math.max(0, label === undefined ? 0 : this.labels.indexOf(label))]
    const fault = key === undefined ? undefined : keyFault(key)
    if (fault === undefined) return key
    throw new AuthenticationError(`${owner}: its key ${fault}; give it the key alone`, {
      shouldRetry: false,
      backend: owner,
    })
  }
}
