/** The tries of one exchange: what failed so far, and what may be done next. Decides; does nothing itself. */
import type { ApiError, Attempt, Exchange, ModelRef } from 'claudecodex'
import { type Fault, faultOf, isTemporary } from './faults.ts'
import type { FailoverOptions } from './options.ts'
import type { Pair, Rests } from './rests.ts'
import { type Model, nameOf, substitutesFor } from './substitutes.ts'

export type Step =
  | { readonly kind: 'again'; readonly afterMs: number }
  | { readonly kind: 'other'; readonly model: ModelRef; readonly reason: string }
  /** The error that the client gets. */
  | { readonly kind: 'stop'; readonly error: ApiError }

/** Why a model is asked: the client's request led to it, it stands in for that one, or it has a larger window. */
type Place = 'wanted' | 'substitute' | 'larger'

/** A prompt was too long, and larger models are asked. */
interface Overflow {
  readonly model: Model
  /** Of that model. */
  readonly place: Place
  readonly error: ApiError
}

/** Milliseconds that a model is waited for where another one could answer at once. */
const patience = 3_000
/** Milliseconds of the shortest and of the longest wait that no upstream has named. */
const shortestWait = 500
const longestWait = 8_000

export class Tries {
  /** Set where children of this exchange have made tries of their own: theirs and ours would multiply. */
  hasChildren = false
  readonly #exchange: Exchange
  readonly #options: FailoverOptions
  readonly #rests: Rests
  readonly #now: () => number
  readonly #startedAt: number
  readonly #failures: ApiError[] = []
  readonly #asked = new Set<ModelRef>()
  /** With the model that is asked now. */
  readonly #keysTried = new Set<string>()
  /** What has become of each model so far. */
  readonly #story: string[] = []
  #wanted: Model | undefined
  #place: Place = 'wanted'
  #overflow: Overflow | undefined
  #retries = 0
  /** The client waits already, and asks again by itself: nothing is added to that. */
  #isResting = false
  #isFirstSend = true
  #skipped: ApiError | undefined
  #restsAfter = ''
  #sent = 0

  constructor(exchange: Exchange, options: FailoverOptions, rests: Rests) {
    this.#exchange = exchange
    this.#options = options
    this.#rests = rests
    this.#now = options.now ?? Date.now
    this.#startedAt = this.#now()
  }

  /** Before a send. Throws where the pair rests longer than it is worth waiting, and somebody else can be asked. */
  admit(attempt: Attempt): void {
    // What began to rest under these tries has been waited for.
    if (!this.#isFirstSend) return
    this.#isFirstSend = false
    const left = this.#rests.left(attempt)
    this.#isResting = this.#rests.isSpent(attempt)
    if (left <= patience || this.#others(attempt).length === 0) return
    this.#skipped = this.#rests.refusal(attempt)
    this.#restsAfter = this.#rests.reason(attempt)
    throw this.#skipped
  }

  /** The answer has begun. */
  succeeded(): void {
    const attempt = this.#exchange.attempts.at(-1)
    if (attempt) this.#rests.end(attempt)
  }

  after(error: ApiError): Step {
    if (error === this.#skipped) return this.#instead(error, `rests after ${this.#restsAfter}`)
    if (error.backend === undefined) return this.#unasked(error)
    const { attempts } = this.#exchange
    // A backend may fail before it sends anything.
    const attempt = attempts.length > this.#sent ? attempts.at(-1) : undefined
    this.#sent = attempts.length
    const fault = faultOf(error, attempt)
    if (fault === 'overflow') return this.#tooLong(error)
    if (fault === 'request') return this.#refused(error)
    return this.#failed(error, fault, attempt)
  }

  #failed(
    error: ApiError,
    fault: Exclude<Fault, 'request' | 'overflow'>,
    attempt: Attempt | undefined,
  ): Step {
    const pair = attempt ?? this.#model
    if (fault !== 'passing') this.#rests.begin(pair, fault, error)
    const mayChange = fault === 'credential' || (fault === 'limit' && !this.#isResting)
    if (mayChange && attempt && this.#hasFreshKey(attempt) && this.#left > 0) {
      this.#failures.push(error)
      return { kind: 'again', afterMs: 0 }
    }
    const afterMs = fault === 'credential' ? undefined : this.#waitAfter(error, pair)
    if (afterMs !== undefined) {
      this.#retries += 1
      this.#failures.push(error)
      return { kind: 'again', afterMs }
    }
    if (fault === 'passing') this.#rests.begin(pair, fault, error)
    if (fault !== 'credential') this.#rests.spend(pair)
    return this.#instead(error, `${error.status} ${error.type}`)
  }

  /** No backend has said it. A substitute that cannot be made is as good as none; all else is the word of a plugin. */
  #unasked(error: ApiError): Step {
    return this.#place !== 'wanted' && error.type === 'not_found_error'
      ? this.#instead(error, error.message)
      : { kind: 'stop', error }
  }

  /** What one model refuses for good may only be this one's ways, where it stands in for another. */
  #refused(error: ApiError): Step {
    return this.#place === 'wanted'
      ? { kind: 'stop', error }
      : this.#instead(error, `${error.status} ${error.type}`)
  }

  #tooLong(error: ApiError): Step {
    if (this.#place !== 'larger') this.#overflow = { model: this.#model, place: this.#place, error }
    return this.#instead(error, 'prompt is too long')
  }

  #instead(error: ApiError, what: string): Step {
    this.#failures.push(error)
    const failed = this.#model
    this.#story.push(`${nameOf(failed)}: ${what}`)
    const [next] = this.#others(failed)
    // Claude Code compacts where it hears that the prompt is too long.
    if (!next) return { kind: 'stop', error: this.#overflow?.error ?? this.#worthTelling() }
    this.#place = next.place
    if (next.place === 'substitute') this.#overflow = undefined
    this.#asked.add(next.model)
    this.#keysTried.clear()
    this.#isFirstSend = true
    this.#isResting = false
    return { kind: 'other', model: next.model, reason: `failover: ${this.#story.join('; ')}` }
  }

  /**
   * Who can still be asked in place of a model: larger ones where the prompt was too long, and substitutes of the model that was wanted
   * (theirs have none of their own). Too long for a substitute may only be its own size.
   */
  #others(model: Model): readonly { readonly model: ModelRef; readonly place: Place }[] {
    if (this.#place === 'wanted') this.#wanted = model
    const overflow = this.#overflow
    const larger = overflow ? this.#unaskedOf(overflow.model, 'contextWindow', 'larger') : []
    if (overflow?.place === 'wanted') return larger
    return [...larger, ...this.#unaskedOf(this.#wanted ?? model, 'substitutes', 'substitute')]
  }

  #unaskedOf(model: Model, table: 'substitutes' | 'contextWindow', place: Place) {
    return substitutesFor(model, this.#options[table])
      .filter(other => !this.#asked.has(other) && other !== nameOf(model))
      .map(other => ({ model: other, place }))
  }

  get #model(): Model {
    return this.#exchange.choice ?? { backend: '', model: this.#exchange.asked.model }
  }

  #hasFreshKey({ backend, model, keys = [], key = '' }: Attempt): boolean {
    this.#keysTried.add(key)
    return keys.some(
      other => !this.#keysTried.has(other) && this.#rests.left({ backend, model, key: other }) === 0,
    )
  }

  /** Milliseconds; undefined where the same model is not to be asked again. */
  #waitAfter(error: ApiError, pair: Pair): number | undefined {
    const { retries = 2, random = Math.random } = this.#options
    if (this.#place !== 'wanted' || this.#isResting || this.hasChildren) return undefined
    if (this.#retries >= retries || error.shouldRetry === false) return undefined
    const most = Math.min(longestWait, shortestWait * 2 ** (this.#retries + 1))
    const wait =
      error.retryAfter === undefined
        ? shortestWait + random() * (most - shortestWait)
        : this.#readyIn(pair, error.retryAfter) + random() * shortestWait
    const limit = this.#others(pair).length > 0 ? Math.min(this.#left, patience) : this.#left
    return wait < limit ? wait : undefined
  }

  /** Milliseconds until the first of the keys is ready, where there are several. */
  #readyIn({ backend, model, keys = [] }: Pair, retryAfter: number): number {
    const rests = keys.map(key => this.#rests.left({ backend, model, key }))
    return Math.min(retryAfter * 1_000, ...rests.filter(left => left > 0))
  }

  /** Milliseconds in which another try may begin. */
  get #left(): number {
    return (this.#options.withinMs ?? 30_000) - (this.#now() - this.#startedAt)
  }

  /** One that the client can do something about by waiting, before one that it cannot; else the first. */
  #worthTelling(): ApiError {
    return (this.#failures.find(isTemporary) ?? this.#failures[0]) as ApiError
  }
}
