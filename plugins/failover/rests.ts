/** Which key rests for which model, and how long. Nothing wider than the keys of one model: its limit says nothing of another's. */
import {
  type ApiError,
  type Attempt,
  AuthenticationError,
  OverloadedError,
  RateLimitError,
} from 'claudecodex'
import type { Fault } from './faults.ts'
import { type Model, nameOf } from './substitutes.ts'

export interface Pair extends Model {
  /** Absent where a backend does not tell its keys apart. */
  readonly key?: string | undefined
  /** Those that it could have been asked with. */
  readonly keys?: readonly string[] | undefined
}

interface Rest {
  readonly fault: Fault
  /** Milliseconds since the epoch. */
  readonly until: number
  readonly said: string
}

/** Milliseconds, where the upstream names none. */
const usual: Readonly<Record<'credential' | 'limit' | 'passing', number>> = {
  credential: 600_000,
  limit: 30_000,
  passing: 15_000,
}
/** Milliseconds: the next key gets its turn even where an upstream says "at once". */
const shortest = 1_000
/** Milliseconds. A subscription may name hours; whether they still hold is asked now and then. */
const longest = 900_000
/** So many are kept before those that are over are looked for. */
const mostKept = 1_000

export class Rests {
  readonly #now: () => number
  readonly #byPair = new Map<string, Rest>()
  /** Milliseconds since the epoch. */
  readonly #spentUntil = new Map<string, number>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** What passes is no fault of the one key: all of them rest. */
  begin(pair: Pair, fault: keyof typeof usual, error: ApiError): void {
    if (this.#byPair.size >= mostKept) this.#forget()
    const milliseconds = error.retryAfter === undefined ? usual[fault] : error.retryAfter * 1_000
    const until = this.#now() + Math.min(Math.max(milliseconds, shortest), longest)
    const said = `${error.status} ${error.type}`
    for (const id of fault === 'passing' ? idsOf(pair) : [idOf(pair)]) {
      const isLonger = id !== idOf(pair) && (this.#byPair.get(id)?.until ?? 0) > until
      if (!isLonger) this.#byPair.set(id, { fault, until, said })
    }
  }

  /** The tries are used up, with every key: until they have rested, and a moment at least, each request gets one. */
  spend(pair: Pair): void {
    for (const id of idsOf(pair)) {
      const until = Math.max(this.#byPair.get(id)?.until ?? 0, this.#now() + usual.passing)
      this.#spentUntil.set(id, until)
    }
  }

  isSpent(pair: Pair): boolean {
    return (this.#spentUntil.get(idOf(pair)) ?? 0) > this.#now()
  }

  /** It has answered. A limit of another key goes on. */
  end(pair: Pair): void {
    this.#byPair.delete(idOf(pair))
    for (const id of idsOf(pair)) {
      this.#spentUntil.delete(id)
      if (this.#byPair.get(id)?.fault === 'passing') this.#byPair.delete(id)
    }
  }

  /** What a pair rests after, such as `529 overloaded_error`. */
  reason(pair: Pair): string {
    return this.#byPair.get(idOf(pair))?.said ?? ''
  }

  /** Milliseconds; 0 where it does not rest. */
  left(pair: Pair): number {
    return Math.max(0, (this.#byPair.get(idOf(pair))?.until ?? 0) - this.#now())
  }

  /** The key to send with: the first that does not rest, else the one that rests no longer than the others. */
  bestKey({ backend, model, keys = [], key }: Attempt): string | undefined {
    let best = key
    let least = Number.POSITIVE_INFINITY
    for (const candidate of keys) {
      const left = this.left({ backend, model, key: candidate })
      if (left < least) [best, least] = [candidate, left]
    }
    return best
  }

  /** Stands for an answer of a pair that rests and is not asked. */
  refusal(pair: Pair): ApiError {
    const rest = this.#byPair.get(idOf(pair))
    const text = `${nameOf(pair)} rests after ${rest?.said}, and nobody else could answer`
    const details = { backend: pair.backend, retryAfter: this.left(pair) / 1_000 }
    if (rest?.fault === 'credential') {
      return new AuthenticationError(text, { backend: pair.backend, shouldRetry: false })
    }
    return rest?.fault === 'limit' ? new RateLimitError(text, details) : new OverloadedError(text, details)
  }

  #forget(): void {
    const now = this.#now()
    for (const [id, { until }] of this.#byPair) if (until <= now) this.#byPair.delete(id)
    for (const [id, until] of this.#spentUntil) if (until <= now) this.#spentUntil.delete(id)
  }
}

const idOf = ({ backend, model, key = '' }: Pair): string => JSON.stringify([backend, model, key])

const idsOf = (pair: Pair): readonly string[] => [
  ...new Set([idOf(pair), ...(pair.keys ?? []).map(key => idOf({ ...pair, key }))]),
]
