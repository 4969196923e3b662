/** Counts exchanges of a recording, from what is known without their contents. */
import type { CacheCause } from '../../recording/cache-verdict.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'

export interface Counts {
  readonly exchanges: number
  readonly answered: number
  readonly failed: number
  readonly aborted: number
  /** Without an end. */
  readonly open: number
  readonly tokens: {
    /** Of the prompts: neither read from the cache nor written to it. */
    readonly input: number
    readonly cacheRead: number
    readonly cacheWritten: number
    readonly output: number
  }
  readonly cost: {
    readonly dollars: number
    /** Dollars, had there been no cache. */
    readonly uncached: number
    /** Exchanges whose price is known, that a subscription pays, and of which nobody knows. */
    readonly priced: number
    readonly plan: number
    readonly unknown: number
  }
  readonly cache: {
    readonly hits: number
    readonly misses: Readonly<Partial<Record<CacheCause, number>>>
    /** Tokens that were in the cache and were not read. */
    readonly lost: number
  }
}

/** `parents`: ids of those that others were asked by, whose tokens are in the others. */
export function countsOf(exchanges: readonly RecordedExchange[], parents: ReadonlySet<string>): Counts {
  const own = exchanges.filter(({ id }) => !parents.has(id))
  const ended = (outcome: string): number => exchanges.filter(({ end }) => end?.outcome === outcome).length
  return {
    exchanges: exchanges.length,
    answered: ended('answered'),
    failed: ended('failed'),
    aborted: ended('aborted'),
    open: exchanges.filter(({ end }) => !end).length,
    tokens: tokensOf(own),
    cost: costOf(own),
    cache: cacheOf(own),
  }
}

export const parentsIn = (exchanges: readonly RecordedExchange[]): ReadonlySet<string> =>
  new Set(exchanges.flatMap(({ open }) => (open.parent === undefined ? [] : [open.parent])))

function tokensOf(exchanges: readonly RecordedExchange[]): Counts['tokens'] {
  const sum = { input: 0, cacheRead: 0, cacheWritten: 0, output: 0 }
  for (const { end } of exchanges) {
    sum.input += end?.usage?.input_tokens ?? 0
    sum.cacheRead += end?.usage?.cache_read_input_tokens ?? 0
    sum.cacheWritten += end?.usage?.cache_creation_input_tokens ?? 0
    sum.output += end?.usage?.output_tokens ?? 0
  }
  return sum
}

function costOf(exchanges: readonly RecordedExchange[]): Counts['cost'] {
  const sum = { dollars: 0, uncached: 0, priced: 0, plan: 0, unknown: 0 }
  for (const { end } of exchanges) {
    // Without usage there was nothing to pay for.
    if (!end?.usage) continue
    if (end.cost === undefined) sum.unknown += 1
    else if (end.cost === 'plan') sum.plan += 1
    else {
      sum.priced += 1
      sum.dollars += end.cost.dollars
      sum.uncached += end.cost.uncached
    }
  }
  return sum
}

function cacheOf(exchanges: readonly RecordedExchange[]): Counts['cache'] {
  const misses: Partial<Record<CacheCause, number>> = {}
  let [hits, lost] = [0, 0]
  for (const { end } of exchanges) {
    const cache = end?.cache
    if (!cache) continue
    lost += cache.lost ?? 0
    if (cache.cause === 'hit') hits += 1
    else misses[cache.cause] = (misses[cache.cause] ?? 0) + 1
  }
  return { hits, misses, lost }
}

/** Share of all prompts, from 0 to 1, that came from the cache; undefined where nothing was counted. */
export function shareOf({ input, cacheRead, cacheWritten }: Counts['tokens']): number | undefined {
  const prompt = input + cacheRead + cacheWritten
  return prompt > 0 ? cacheRead / prompt : undefined
}
