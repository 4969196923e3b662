/** Values that come when they come, for one reader who asks for them. What nobody has asked for yet is kept. */

interface Reader<Value> {
  readonly resolve: (result: IteratorResult<Value, undefined>) => void
  readonly reject: (reason: unknown) => void
}

export class Channel<Value> implements AsyncIterator<Value, undefined> {
  readonly #begin: () => void
  readonly #leave: () => void
  readonly #kept: Value[] = []
  readonly #readers: Reader<Value>[] = []
  #hasBegun = false
  #isOver = false
  #failure: { readonly reason: unknown } | undefined

  /** `begin` is called with the first look, `leave` when the reader wants no more; neither may throw. */
  constructor(begin: () => void, leave: () => void) {
    this.#begin = begin
    this.#leave = leave
  }

  push(value: Value): void {
    if (this.#isOver) return
    const reader = this.#readers.shift()
    if (reader) reader.resolve({ done: false, value })
    else this.#kept.push(value)
  }

  /** What is kept is still there to be read. */
  close(): void {
    this.#isOver = true
    for (const reader of this.#readers.splice(0)) reader.resolve(over)
  }

  /** The reader hears of it before anything that is kept. */
  fail(reason: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#kept.length = 0
    const [first, ...others] = this.#readers.splice(0)
    if (first) first.reject(reason)
    else this.#failure = { reason }
    for (const reader of others) reader.resolve(over)
  }

  async next(): Promise<IteratorResult<Value, undefined>> {
    if (!this.#hasBegun) {
      this.#hasBegun = true
      this.#begin()
    }
    const value = this.#kept.shift()
    if (value !== undefined) return { done: false, value }
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure.reason
    if (this.#isOver) return over
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }))
  }

  async return(): Promise<IteratorResult<Value, undefined>> {
    this.#hasBegun = true
    this.#failure = undefined
    this.#kept.length = 0
    this.close()
    this.#leave()
    return over
  }
}

const over = { done: true, value: undefined } as const
