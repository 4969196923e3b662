/** What tokens cost: the shape of a price, and the cost of one answer. Unknown stays unknown, and is never zero. */
import { promptTokens, type Usage } from '../anthropic/message.ts'
import type { Headers } from './backend.ts'

/** US dollars for a million tokens. */
export interface Rates {
  readonly input: number
  readonly output: number
  /** Of the prompt, read from the provider's cache. Absent: no rate of its own, so they cost what input does. */
  readonly cacheRead?: number
  /** Of the prompt, written to a cache that lasts five minutes. Absent: as above. */
  readonly cacheWrite?: number
  /** Of the prompt, written to a cache that lasts an hour. Absent beside a `cacheWrite`: unknown. */
  readonly cacheWriteLong?: number
}

/** The rates of a whole request whose prompt is longer than `above` tokens, cached ones included. */
export interface PriceTier extends Rates {
  readonly above: number
}

/** List price of a provider for its standard service. */
export interface Price extends Rates {
  /** Shortest first. */
  readonly tiers?: readonly PriceTier[]
  /** Where the numbers come from. */
  readonly source: string
  /** The day they were taken, as `2026-11-26`. */
  readonly date: string
}

const perMillion = 1_000_000

/**
 * Dollars for the tokens of one answer. Undefined where the price, or a number it needs, is not known. Searches and other
 * things that providers bill beside tokens are not in it.
 */
export function costOf(usage: Usage, price: Price | undefined): number | undefined {
  if (!price || !isCount(usage.input_tokens) || !isCount(usage.output_tokens)) return undefined
  const rates = ratesFor(price, promptTokens(usage))
  if (isFree(rates)) return 0
  // A server that counts nothing says zero of everything.
  if (promptTokens(usage) + usage.output_tokens === 0) return undefined
  // Anthropic's fast mode has prices of its own.
  if (usage.speed === 'fast') return undefined
  const { long, short } = cacheWrites(usage)
  const longRate = rates.cacheWriteLong ?? (rates.cacheWrite === undefined ? rates.input : undefined)
  if (long > 0 && longRate === undefined) return undefined
  const dollars =
    usage.input_tokens * rates.input +
    (usage.cache_read_input_tokens ?? 0) * (rates.cacheRead ?? rates.input) +
    short * (rates.cacheWrite ?? rates.input) +
    long * (longRate ?? 0) +
    usage.output_tokens * rates.output
  return Number.isFinite(dollars) ? dollars / perMillion : undefined
}

/** Of an upstream's headers: signed in with a subscription, the client is told the limits of its plan with every answer. */
export const tellsOfPlan = (headers: Headers | undefined): boolean =>
  Object.keys(headers ?? {}).some(name => name.startsWith('anthropic-ratelimit-unified-'))

const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0

/** The last tier that the prompt is long enough for. */
export const ratesFor = (price: Price, prompt: number): Rates =>
  price.tiers?.findLast(({ above }) => prompt > above) ?? price

const isFree = ({ input, output, cacheRead = 0, cacheWrite = 0, cacheWriteLong = 0 }: Rates): boolean =>
  input + output + cacheRead + cacheWrite + cacheWriteLong === 0

/** Both kinds add up to `cache_creation_input_tokens`; where nobody splits it, it is the cache of five minutes. */
function cacheWrites(usage: Usage): { readonly long: number; readonly short: number } {
  const all = usage.cache_creation_input_tokens ?? 0
  const split = usage.cache_creation as
    | { readonly ephemeral_1h_input_tokens?: number | null }
    | null
    | undefined
  const long = Math.min(split?.ephemeral_1h_input_tokens ?? 0, all)
  return { long, short: all - long }
}
