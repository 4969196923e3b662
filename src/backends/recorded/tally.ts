/** What was served, by which rung, what was missed and why, and what nobody has asked for. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import { type Difference, differencesBetween } from '../../recording/matching/difference.ts'
import { type Asking, type Rung, rungs } from '../../recording/matching/matcher.ts'
import type { Normalizer } from '../../recording/matching/patterns.ts'
import type { Entry } from './library.ts'

/** How a request was answered. `estimated`: a count of tokens that was not recorded. */
export type Way = Rung | 'nearest' | 'live' | 'estimated'

export const ways: readonly Way[] = [...rungs, 'nearest', 'live', 'estimated']

export class ReplayTally {
  readonly #counts = new Map<Way, number>()
  readonly #missed = new Set<string>()
  #unused: () => readonly Entry[] = () => []

  watch(unused: () => readonly Entry[]): void {
    this.#unused = unused
  }

  count(way: Way): void {
    this.#counts.set(way, (this.#counts.get(way) ?? 0) + 1)
  }

  /** True for the first miss of a request: clients ask again. */
  miss(print: string): boolean {
    const isNew = !this.#missed.has(print)
    this.#missed.add(print)
    return isNew
  }

  get counts(): ReadonlyMap<Way, number> {
    return this.#counts
  }

  /** Different requests for which nothing was found. */
  get misses(): number {
    return this.#missed.size
  }

  get unused(): readonly Entry[] {
    return this.#unused()
  }
}

export interface Missed {
  /** For the client, in a sentence. */
  readonly text: string
  readonly nearest?: Entry
  /** Between the nearest and what was asked for. */
  readonly differences: readonly Difference[]
}

/** What differs was no obstacle. */
export const spentMiss = (entry: Entry): Missed => ({
  text: `nothing recorded answers this request: #${entry.seq} has answered already; --reuse lets it answer again`,
  nearest: entry,
  differences: [],
})

/** `request` is the nearest one's. */
export function missOf(
  asking: Asking & { readonly request: MessagesRequest },
  nearest: Entry | undefined,
  request: MessagesRequest | undefined,
  normalizer: Normalizer,
): Missed {
  const kind = asking.lane.side ?? (asking.lane.agent === '' ? 'the main conversation' : 'an agent')
  if (!nearest || !request) {
    return {
      text: `nothing recorded answers this request: no exchange of ${kind} was recorded`,
      differences: [],
    }
  }
  const differences = differencesBetween(request, asking.request, normalizer)
  const [first] = differences
  const where = first
    ? `differs first at ${first.at}: recorded ${first.recorded ?? 'nothing'}, now ${first.now ?? 'nothing'}`
    : 'is the same request and has answered already (--reuse lets it answer again)'
  return {
    text: `nothing recorded answers this request; the nearest, #${nearest.seq}, ${where}`,
    nearest,
    differences,
  }
}
