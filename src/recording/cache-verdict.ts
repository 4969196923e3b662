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

export interface CacheFacts {
  /** The start of the conversation was seen: before its first turn nothing can have been cached for it. */
  readonly isFirst?: boolean
}

/** Tokens by which a read may fall short: small differences come from how a prompt is cut, not from a miss. */
const tolerance = 1_000
/** Milliseconds that a cache lives after its last use. */
const lifetimes = { '5m': 300_000, '1h': 3_600_000 } as const

/**
 * Undefined where no cache is in play. `previous` is the turn of the same conversation that came before; without one little can
 * be said. A claim is made only where the evidence has no other reading, or with `sure: false`.
 */
export function cacheVerdict(
  current: CacheEvidence,
  previous: CacheEvidence | undefined,
  facts: CacheFacts = {},
): CacheVerdict | undefined {
  const { read, written } = countsOf(current)
  if (!previous) {
    if (read > 0) return { cause: 'hit', sure: false }
    return written > 0 ? { cause: 'initial', sure: facts.isFirst === true } : undefined
  }
  const left = leftBy(previous)
  if (read + written === 0 && left <= tolerance) return undefined
  if (read > 0) return ofRead(current, previous, left - read)
  // It took no part in caching, or its counts are not known.
  if (left === 0) return { cause: 'unknown', sure: false, previous: previous.id }
  return ofMiss(current, previous, left)
}

function ofRead(current: CacheEvidence, previous: CacheEvidence, lost: number): CacheVerdict {
  if (lost <= tolerance) return { cause: 'hit', sure: true, previous: previous.id }
  const found = current.model === previous.model ? firstDifference(current, previous) : undefined
  // What was read lies before the difference, so some of the prompt there must have been cached.
  const sure = found !== undefined && previous.parts.slice(0, found.index).some(({ mark }) => mark)
  return { cause: 'partial', sure, previous: previous.id, ...(found && { at: found.at }), lost }
}

function ofMiss(current: CacheEvidence, previous: CacheEvidence, lost: number): CacheVerdict {
  const told = { previous: previous.id, lost }
  const found = firstDifference(current, previous)
  const isOtherModel = current.model !== previous.model
  if (current.time - previous.time > lifetimeOf(previous)) {
    return { cause: 'expired', sure: !found && !isOtherModel, ...told }
  }
  if (isOtherModel) return { cause: 'model', sure: true, ...told }
  if (found) {
    if (isContradicted(found.index, current, previous)) return { cause: 'unknown', sure: false, ...told }
    return { cause: found.cause, sure: true, at: found.at, ...told }
  }
  if (current.parameters !== previous.parameters && current.parts.some(({ mark }) => mark)) {
    // Most parameters leave the caches of tools and system prompt alone: where there were some, it was not that alone.
    const sure = !previous.parts.some(({ mark, pointer }) => mark && !pointer.startsWith('/messages'))
    return { cause: 'parameters', sure, ...told }
  }
  return { cause: 'unknown', sure: false, ...told }
}

/** Tokens of the prompt that were read from the cache and written to it. */
function countsOf({ usage }: CacheEvidence): { readonly read: number; readonly written: number } {
  return { read: usage.cache_read_input_tokens ?? 0, written: usage.cache_creation_input_tokens ?? 0 }
}

function leftBy(previous: CacheEvidence): number {
  const { read, written } = countsOf(previous)
  return read + written
}

/** The longest that request or answer names: as long as one of them lives, something can be read. */
function lifetimeOf({ parts, usage }: CacheEvidence): number {
  const split = usage.cache_creation as
    | { readonly ephemeral_1h_input_tokens?: number | null }
    | null
    | undefined
  const isLong = parts.some(({ mark }) => mark === '1h') || (split?.ephemeral_1h_input_tokens ?? 0) > 0
  return lifetimes[isLong ? '1h' : '5m']
}

interface Difference {
  readonly index: number
  readonly at: string
  readonly cause: 'tools' | 'system' | 'messages'
}

/** The first part that differs in what both have asked to cache. */
function firstDifference(current: CacheEvidence, previous: CacheEvidence): Difference | undefined {
  const length = Math.min(cachedLength(current), cachedLength(previous))
  for (let index = 0; index < length; index += 1) {
    const [here, before] = [current.parts[index], previous.parts[index]]
    if (!here || !before || (here.content === before.content && kindOf(here) === kindOf(before))) continue
    // A tool more shifts everything behind it: the part that comes first in a prompt is the one that changed.
    const first = kinds.indexOf(kindOf(before)) < kinds.indexOf(kindOf(here)) ? before : here
    return { index, at: first.pointer, cause: kindOf(first) }
  }
  return undefined
}

const kinds = ['tools', 'system', 'messages'] as const

const kindOf = ({ pointer }: PromptPart): Difference['cause'] =>
  kinds.find(kind => pointer.startsWith(`/${kind}`)) ?? 'messages'

const cachedLength = ({ parts }: CacheEvidence): number => parts.findLastIndex(({ mark }) => mark) + 1

/** A checkpoint before the difference was there and asked for again: it would have been read. */
const isContradicted = (index: number, current: CacheEvidence, previous: CacheEvidence): boolean => {
  const checkpoint = previous.parts.findIndex(({ mark }) => mark)
  return checkpoint >= 0 && checkpoint < index && cachedLength(current) > checkpoint
}
