/** What a conversation's placeholders stand for. Kept in memory only; a restart finds it again in what the client sends. */
import { placeholderOf } from './placeholder.ts'

/** Values of one conversation that are remembered though no request holds them any more. */
const mostRemembered = 5_000
/** Characters. Shorter ones would be found inside ordinary words. */
const shortestAnywhere = 8

/** Kinds that are looked for as whole words and numbers only: inside of others they are something else. */
const wholeOnly: ReadonlySet<string> = new Set(['email', 'phone', 'card', 'iban', 'word', 'text'])

export class Vault {
  readonly #key: Uint8Array
  /** Of the exchange that this one's is a child of: its placeholders stand in the child's request, and belong to it. */
  readonly #above: Vault | undefined
  readonly #originals = new Map<string, string>()
  readonly #names = new Map<string, string>()
  #secrets: string[] = []

  constructor(key: Uint8Array, above?: Vault) {
    this.#key = key
    this.#above = above
  }

  /** The placeholder of a value, from now on known here. */
  hide(kind: string, value: string): string {
    const name = this.#names.get(value) ?? this.#newName(kind, value)
    // Last in line: what the newest request holds is forgotten last.
    this.#originals.delete(name)
    this.#originals.set(name, value)
    return name
  }

  original(placeholder: string): string | undefined {
    return this.#originals.get(placeholder)
  }

  /** Whether it was given out here, or further up. */
  knows(placeholder: string): boolean {
    return this.#originals.has(placeholder) || this.#above?.knows(placeholder) === true
  }

  /**
   * Values that are secret wherever they stand: an answer may have put one where no rule would find it, and a password is
   * told by its surroundings only once.
   */
  get secrets(): readonly string[] {
    return this.#above ? [...this.#above.secrets, ...this.#secrets] : this.#secrets
  }

  get isEmpty(): boolean {
    return this.#originals.size === 0
  }

  /** Forgets the oldest, where there are too many. */
  trim(): void {
    if (this.#originals.size <= mostRemembered) return
    for (const [name, value] of this.#originals) {
      if (this.#originals.size <= mostRemembered) break
      this.#originals.delete(name)
      this.#names.delete(value)
    }
    // A new list: who has looked for the old one's looks anew.
    this.#secrets = this.#secrets.filter(value => this.#names.has(value))
  }

  #newName(kind: string, value: string): string {
    let turn = 0
    let name = placeholderOf(kind, value, this.#key)
    while (this.#originals.has(name)) {
      turn += 1
      name = placeholderOf(kind, value, this.#key, turn)
    }
    this.#names.set(value, name)
    if (value.length >= shortestAnywhere && !wholeOnly.has(kind)) this.#secrets.push(value)
    return name
  }
}
