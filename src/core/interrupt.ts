/** Races one promise after another against one interruption. `Promise.race` would leave a reaction behind on it each time. */
export class Interrupt {
  #reject: ((error: unknown) => void) | undefined
  #fired: { readonly error: unknown } | undefined

  race<Value>(promise: PromiseLike<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#reject = reject
      promise.then(resolve, reject)
      if (this.#fired) reject(this.#fired.error)
    })
  }

  fire(error: unknown): void {
    this.#fired ??= { error }
    this.#reject?.(error)
  }
}

/** Waits for a promise, but no longer than `milliseconds`; its failure is not ours. */
export function within(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds)
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    promise.then(done, done)
  })
}
