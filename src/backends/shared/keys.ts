/** The keys of a backend under labels that plugins may see: which one is sent is theirs to choose, what it is stays here. */
import { secretsIn } from '../../core/secrets.ts'

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

  constructor({ apiKey, apiKeys = [] }: KeyOptions) {
    this.#keys = apiKeys.length > 0 ? apiKeys : apiKey ? [apiKey] : []
    this.labels = this.#keys.map((_, position) => `key ${position + 1}`)
    this.secrets = secretsIn(this.#keys)
  }

  /** The key of a label; the first where there is no such label, undefined where there is no key. */
  keyOf(label: string | undefined): string | undefined {
    return this.#keys[Math.max(0, label === undefined ? 0 : this.labels.indexOf(label))]
  }
}
