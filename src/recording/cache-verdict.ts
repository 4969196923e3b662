/** Why an answer's prompt came from the cache, or did not. */
import type { Usage } from '../anthropic/message.ts'

/**
 * `hit`: everything that could be read was. `partial`: less was read than the turn before had left there. `initial`: nothing had
 * been cached. The others name what a full miss is due to. `unknown`: nothing can be said.
 */
export type CacheCause =
  | 'hit'
  | 'partial'
  | 'initial'
  | 'expired'
  | 'model'
  | 'tools'
  | 'system'
  | 'messages'
  | 'parameters'
  | 'unknown'

export interface CacheVerdict {
  readonly cause: CacheCause
  /** False where the evidence allows another reading. */
  readonly sure: boolean
  /** `id` of the exchange that had filled the cache. */
  readonly previous?: string
  /** JSON pointer of the first difference, such as `/messages/12`. */
  readonly at?: string
  /** Tokens that were in the cache and were not read. */
  readonly lost?: number
}

/** A part of a prompt as caches see it: what makes it what it is, without the marks of the cache itself. */
export interface PromptPart {
  /** JSON pointer, such as `/tools/3` or `/messages/12`. */
  readonly pointer: string
  /** Equal for equal contents; comparable within one recording only. */
  readonly content: string | number
  /** The lifetime that the client asks for at this part's end, where it asks for one. */
  readonly mark?: '5m' | '1h'
}

/** What is known of one turn. */
export interface CacheEvidence {
  readonly id: string
  readonly model: string
  /** Milliseconds since the epoch, when its request had come. */
  readonly time: number
  /** In the order in which a prompt is hashed: tools, system, messages. */
  readonly parts: readonly PromptPart[]
  /** Other fields that a change of which empties the cache, as one text. */
  readonly parameters: string
  readonly usage: Usage
}

export function cacheVerdict(
  _current: CacheEvidence,
  _previous: CacheEvidence | undefined,
): CacheVerdict | undefined {
  return undefined
}
