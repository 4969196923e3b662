/** What has been decided for a place in a conversation: the least used is forgotten, and so is what is old. */

export interface MemoryOptions {
  /** Milliseconds. */
  readonly now: () => number
  readonly most?: number
  /** Milliseconds since the last use. */
  readonly keepMs?: number
}

interface Kept<Value> {
  readonly value: Value
  readonly usedAt: number
}

export class Remembered<Value> {
  readonly #now: () => number
  readonly #most: number
  readonly #keepMs: number
  /** In the order of their last use. */
  readonly #kept = new Map<string, Kept<Value>>()

  constructor({ now, most = 256, keepMs = 2 * 60 * 60 * 1000 }: MemoryOptions) {
    this.#now = now
    this.#most = most
    this.#keepMs = keepMs
  }

  get size(): number {
    return this.#kept.size
  }

  get(key: string): Value | undefined {
    const kept = this.#kept.get(key)
    if (!kept) return undefined
    this.#kept.delete(key)
    if (this.#now() - kept.usedAt > this.#keepMs) return undefined
    this.#kept.set(key, { value: kept.value, usedAt: this.#now() })
    return kept.value
  }

  set(key: string, value: Value): void {
    this.#kept.delete(key)
    this.#kept.set(key, { value, usedAt: this.#now() })
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#most) return
      this.#kept.delete(oldest)
    }
  }
}
