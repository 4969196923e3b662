/** A layer that looks at each batch on its way out and needs no time for it. */
import type { Batch } from './batch.ts'
import { type Flow, iterate } from './flow.ts'

export abstract class LayerFlow implements Flow<Batch> {
  isOver = false
  readonly #inner: Flow<Batch>

  constructor(inner: Flow<Batch>) {
    this.#inner = inner
  }

  take(): Batch | undefined {
    if (this.isOver) return undefined
    try {
      return this.#next()
    } catch (thrown) {
      this.isOver = true
      // Who fails here leaves a stream behind that nobody would end.
      if (!this.#inner.isOver) void this.#inner.leave()
      throw thrown
    }
  }

  ready(): Promise<void> {
    return this.#inner.isOver ? Promise.resolve() : this.#inner.ready()
  }

  leave(): Promise<void> | void {
    this.isOver = true
    return this.#inner.leave()
  }

  [Symbol.asyncIterator](): AsyncIterator<Batch> {
    return iterate(this)
  }

  /** What goes further out; undefined where nothing of it does. */
  protected abstract passing(batch: Batch): Batch | undefined

  /** What follows the last batch. */
  protected last(): Batch | undefined {
    return undefined
  }

  #next(): Batch | undefined {
    for (let batch = this.#inner.take(); batch; batch = this.#inner.take()) {
      const passed = this.passing(batch)
      if (passed) return passed
    }
    if (!this.#inner.isOver) return undefined
    this.isOver = true
    return this.last()
  }
}
