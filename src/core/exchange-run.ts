/** One exchange through its three phases. An abort travels by signal: nobody waits for a generator that ignores it. */
import { type ApiError, toApiError } from '../anthropic/errors.ts'
import type { Batch } from './batch.ts'
import { dispatch } from './dispatch.ts'
import type { Outcome } from './exchange.ts'
import { type Flow, flowOf, HoldingFlow } from './flow.ts'
import { within } from './interrupt.ts'
import { Kept } from './kept.ts'
import type { LiveExchange } from './live-exchange.ts'
import { onion } from './onion.ts'
import { before, clientLeft, finish, Leaving, outcomeOf, type RunParts } from './phases.ts'
import type { RunningPlugin } from './running-plugin.ts'

/** Milliseconds that generators get after an abort, before they are abandoned. */
const graceAfterAbort = 1_000

/** `begin` is called with the first look: a stream that nobody reads begins nothing. */
export const runExchange = (exchange: LiveExchange, begin: () => RunParts): Flow<Batch> =>
  new Run(exchange, begin)

class Run extends HoldingFlow<Batch> {
  readonly #exchange: LiveExchange
  readonly #begin: () => RunParts
  readonly #kept = new Kept()
  readonly #reached: RunningPlugin[] = []
  #parts: RunParts | undefined
  #leaving: Leaving | undefined
  #source: Flow<Batch> | undefined
  #failure: ApiError | undefined
  #ended: Promise<void> | undefined
  #wake: (() => void) | undefined

  constructor(exchange: LiveExchange, begin: () => RunParts) {
    super()
    this.#exchange = exchange
    this.#begin = begin
  }

  /** Its reader has left. */
  async leave(): Promise<void> {
    if (this.#parts) await this.#finish('aborted')
    this.isOver = true
  }

  protected pull(): Batch | undefined {
    if (this.#ended) return this.#failure ? this.fail(this.#failure) : this.end()
    try {
      const batch = this.#next()
      if (batch) {
        this.#kept.add(batch)
        this.#exchange.came(batch.amount)
      }
      return batch
    } catch (thrown) {
      this.hold(this.#fails(thrown))
      return undefined
    }
  }

  /** The client's leaving ends every wait, whatever is waited for. */
  protected wait(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
      void this.#source?.ready().then(resolve)
    })
  }

  #next(): Batch | undefined {
    if (this.#exchange.signal.aborted && this.#parts) throw clientLeft()
    if (!this.#source) {
      this.hold(this.#start())
      return undefined
    }
    const batch = this.#source.take()
    if (!batch && this.#source.isOver) this.hold(this.#finish('answered'))
    return batch
  }

  async #start(): Promise<void> {
    try {
      const parts = this.#begin()
      this.#parts = parts
      const leaving = new Leaving(this.#exchange.signal, () => this.#wake?.())
      this.#leaving = leaving
      const innermost = await leaving.race(before(this.#exchange, parts, this.#reached))
      const layers = onion(this.#reached, innermost ?? (live => dispatch(live, parts)))
      this.#source = flowOf(layers(this.#exchange))
    } catch (thrown) {
      await this.#fails(thrown)
    }
  }

  #fails(thrown: unknown): Promise<void> {
    this.#failure = toApiError(thrown)
    return this.#finish(this.#exchange.signal.aborted ? 'aborted' : 'failed', this.#failure)
  }

  #finish(kind: Outcome['kind'], failure?: ApiError): Promise<void> {
    this.#ended ??= this.#end(kind, failure)
    return this.#ended
  }

  async #end(kind: Outcome['kind'], failure?: ApiError): Promise<void> {
    await this.#close()
    this.#leaving?.stop()
    const outcome = outcomeOf(kind, failure, this.#kept)
    if (this.#parts) await finish(this.#exchange, this.#parts, this.#reached, outcome)
  }

  /** After an abort generators get a moment to end, and are abandoned then. */
  async #close(): Promise<void> {
    const source = this.#source
    if (!source || source.isOver) return
    if (this.#exchange.signal.aborted) await within(graceAfterAbort, source.ready())
    void source.leave()
  }
}
