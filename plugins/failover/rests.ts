/** Which key rests for which model, and how long. A pair of the two, and nothing wider: one model's limit says nothing of another's. */
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

  constructor(now: () => number) {
    this.#now = now
  }

  begin(pair: Pair, fault: keyof typeof usual, error: ApiError): void {
    if (this.#byPair.size >= mostKept) this.#forget()
    const milliseconds = error.retryAfter === undefined ? usual[fault] : error.retryAfter * 1_000
    const until = this.#now() + Math.min(Math.max(milliseconds, shortest), longest)
    this.#byPair.set(idOf(pair), { fault, until, said: `${error.status} ${error.type}` })
  }

  end(pair: Pair): void {
    this.#byPair.delete(idOf(pair))
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
  }
}

const idOf = ({ backend, model, key = '' }: Pair): string => JSON.stringify([backend, model, key])
