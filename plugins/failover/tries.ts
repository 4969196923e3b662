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

/** What was asked, with the keys that it could have been asked with. */
interface Asked extends Pair {
  readonly keys?: readonly string[]
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
  #wanted: Model | undefined
  #retries = 0
  #isSubstitute = false
  /** The client waits already, and asks again by itself: nothing is added to that. */
  #isResting = false
  #isFirstSend = true
  #skipped: ApiError | undefined
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
    this.#isResting = left > 0
    if (left <= patience || this.#others(attempt).length === 0) return
    this.#skipped = this.#rests.refusal(attempt)
    throw this.#skipped
  }

  /** The answer has begun. */
  succeeded(): void {
    const attempt = this.#exchange.attempts.at(-1)
    if (attempt) this.#rests.end(attempt)
  }

  after(error: ApiError): Step {
    if (error === this.#skipped) return this.#instead('substitutes', error, 'rests')
    if (error.backend === undefined) return this.#unasked(error)
    const { attempts } = this.#exchange
    // A backend may fail before it sends anything.
    const attempt = attempts.length > this.#sent ? attempts.at(-1) : undefined
    this.#sent = attempts.length
    const fault = faultOf(error, attempt)
    if (fault === 'overflow') return this.#instead('contextWindow', error, 'prompt is too long')
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
    if (fault !== 'passing' && attempt && this.#hasFreshKey(attempt) && this.#left > 0) {
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
    return this.#instead('substitutes', error, `${error.status} ${error.type}`)
  }

  /** No backend has said it. A substitute that cannot be made is as good as none; all else is the word of a plugin. */
  #unasked(error: ApiError): Step {
    return this.#isSubstitute && error.type === 'not_found_error'
      ? this.#instead('substitutes', error, error.message)
      : { kind: 'stop', error }
  }

  /** What one model refuses for good may only be this one's ways, where it stands in for another. */
  #refused(error: ApiError): Step {
    return this.#isSubstitute
      ? this.#instead('substitutes', error, `${error.status} ${error.type}`)
      : { kind: 'stop', error }
  }

  #instead(table: 'substitutes' | 'contextWindow', error: ApiError, what: string): Step {
    this.#failures.push(error)
    const failed = this.#model
    const [larger] = table === 'contextWindow' ? this.#unaskedOf(failed, table) : []
    // Too long a prompt leads to the next substitute where a substitute has said so: that may only be its own size.
    const [other] = table === 'substitutes' || this.#isSubstitute ? this.#others(failed) : []
    const model = larger ?? other
    if (model === undefined) return { kind: 'stop', error: this.#worthTelling() }
    this.#isSubstitute = larger === undefined
    this.#asked.add(model)
    this.#keysTried.clear()
    this.#isFirstSend = true
    this.#isResting = false
    return { kind: 'other', model, reason: `failover: ${nameOf(failed)}: ${what}` }
  }

  /** Who can still be asked in place of a model. Those of the model that was wanted: substitutes have none of their own. */
  #others(model: Model): readonly ModelRef[] {
    if (!this.#isSubstitute) this.#wanted = model
    return this.#unaskedOf(this.#wanted ?? model, 'substitutes')
  }

  #unaskedOf(model: Model, table: 'substitutes' | 'contextWindow'): readonly ModelRef[] {
    return substitutesFor(model, this.#options[table]).filter(
      other => !this.#asked.has(other) && other !== nameOf(model),
    )
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
  #waitAfter(error: ApiError, pair: Asked): number | undefined {
    const { retries = 2, random = Math.random } = this.#options
    if (this.#isSubstitute || this.#isResting || this.hasChildren) return undefined
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
  #readyIn({ backend, model, keys = [] }: Asked, retryAfter: number): number {
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
