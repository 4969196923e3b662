/**
 * Streams that are asked rather than awaited: `take` gives at once what is there, and only who has taken everything
 * waits. A read then passes all layers within one call, where a chain of async generators makes several promises and
 * half a kilobyte of garbage a layer.
 */

export interface Flow<Value> extends AsyncIterable<Value> {
  /** The next value; undefined while there is none, and at the end. Throws the failure, once. */
  take(): Value | undefined
  /** True when nothing follows, after a failure too. */
  readonly isOver: boolean
  /** Resolves when `take` may have something to say: a value, the end or the failure. Never rejects. */
  ready(): Promise<void>
  /** The reader wants no more. Never throws. */
  leave(): Promise<void> | void
}

const isFlow = <Value>(stream: AsyncIterable<Value>): stream is Flow<Value> =>
  typeof (stream as Partial<Flow<Value>>).take === 'function'

/** Any stream as one that is asked. */
export const flowOf = <Value>(stream: AsyncIterable<Value>): Flow<Value> =>
  isFlow(stream) ? stream : new Pulled(stream)

/** The values of a flow one by one, for readers that await. */
export function iterate<Value>(flow: Omit<Flow<Value>, typeof Symbol.asyncIterator>): AsyncIterator<Value> {
  return {
    async next() {
      for (;;) {
        const value = flow.take()
        if (value !== undefined) return { done: false, value }
        if (flow.isOver) return { done: true, value: undefined }
        await flow.ready()
      }
    },
    async return() {
      await flow.leave()
      return { done: true, value: undefined }
    },
  }
}

/**
 * A flow made of one method. While a step that takes time is `held`, there is nothing to take; when it is over, `pull`
 * is called again.
 */
export abstract class HoldingFlow<Value> implements Flow<Value> {
  isOver = false
  #held: Promise<void> | undefined

  take(): Value | undefined {
    return this.#held || this.isOver ? undefined : this.pull()
  }

  ready(): Promise<void> {
    return this.#held ?? this.wait()
  }

  abstract leave(): Promise<void> | void

  [Symbol.asyncIterator](): AsyncIterator<Value> {
    return iterate(this)
  }

  protected abstract pull(): Value | undefined
  /** Resolves when `pull` may have something to say. */
  protected abstract wait(): Promise<void>

  /** `work` never rejects. */
  protected hold(work: Promise<void>): void {
    const held = work.then(() => {
      if (this.#held === held) this.#held = undefined
    })
    this.#held = held
  }

  protected end(): undefined {
    this.isOver = true
    return undefined
  }

  protected fail(failure: unknown): never {
    this.isOver = true
    throw failure
  }
}

/** A stream opened with the first look at it, which then costs nothing more. */
export class OpenedFlow<Value> extends HoldingFlow<Value> {
  readonly #open: () => Promise<AsyncIterable<Value>>
  #source: Flow<Value> | undefined
  #failure: { readonly thrown: unknown } | undefined

  constructor(open: () => Promise<AsyncIterable<Value>>) {
    super()
    this.#open = open
  }

  leave(): Promise<void> | void {
    return this.#source?.leave()
  }

  protected pull(): Value | undefined {
    if (this.#failure) this.fail(this.#failure.thrown)
    const source = this.#source
    if (!source) {
      this.hold(this.#opening())
      return undefined
    }
    const value = source.take()
    if (value === undefined && source.isOver) this.end()
    return value
  }

  protected wait(): Promise<void> {
    return this.#source?.ready() ?? Promise.resolve()
  }

  async #opening(): Promise<void> {
    try {
      this.#source = flowOf(await this.#open())
    } catch (thrown) {
      this.#failure = { thrown }
    }
  }
}

/** What has been taken from a stream and is given back, then the rest. */
export class ContinuedFlow<Value> implements Flow<Value> {
  readonly #held: Value[]
  readonly #rest: Flow<Value>

  constructor(held: Value[], rest: Flow<Value>) {
    this.#held = held
    this.#rest = rest
  }

  get isOver(): boolean {
    return this.#held.length === 0 && this.#rest.isOver
  }

  take(): Value | undefined {
    return this.#held.shift() ?? this.#rest.take()
  }

  ready(): Promise<void> {
    return this.#held.length > 0 ? Promise.resolve() : this.#rest.ready()
  }

  leave(): Promise<void> | void {
    return this.#rest.leave()
  }

  [Symbol.asyncIterator](): AsyncIterator<Value> {
    return iterate(this)
  }
}

/** An async iterable, pulled one value at a time. */
class Pulled<Value> extends HoldingFlow<Value> {
  readonly #iterator: AsyncIterator<Value>
  #step: IteratorResult<Value> | undefined
  #failure: { readonly thrown: unknown } | undefined

  constructor(stream: AsyncIterable<Value>) {
    super()
    this.#iterator = stream[Symbol.asyncIterator]()
  }

  async leave(): Promise<void> {
    this.isOver = true
    try {
      await this.#iterator.return?.()
    } catch {
      // Nobody is left to hear of it.
    }
  }

  protected pull(): Value | undefined {
    if (this.#failure) this.fail(this.#failure.thrown)
    const step = this.#step
    this.#step = undefined
    if (!step) this.hold(this.#next())
    else if (step.done) this.end()
    return step?.value
  }

  protected wait(): Promise<void> {
    return Promise.resolve()
  }

  async #next(): Promise<void> {
    try {
      this.#step = await this.#iterator.next()
    } catch (thrown) {
      this.#failure = { thrown }
    }
  }
}
