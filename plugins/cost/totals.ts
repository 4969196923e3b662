/** Sums over exchanges: tokens by what they cost, dollars, and how much of it has no price. */
import { costOf, type Price, type Usage } from 'claudecodex'

export interface Totals {
  readonly exchanges: number
  /** Tokens of the prompt that the provider had not in its cache. */
  readonly input: number
  readonly cacheRead: number
  /** Into the cache of five minutes. */
  readonly cacheWrite: number
  /** Into the cache of an hour. */
  readonly cacheWriteLong: number
  readonly output: number
  /** US dollars of those exchanges whose price is known. */
  readonly dollars: number
  /** Exchanges whose price is not known: the dollars are without them. */
  readonly unpriced: number
  /** Exchanges that a subscription paid: the dollars are without them. */
  readonly plan: number
}

export const nothing: Totals = {
  exchanges: 0,
  input: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWriteLong: 0,
  output: 0,
  dollars: 0,
  unpriced: 0,
  plan: 0,
}

const fields = Object.keys(nothing) as (keyof Totals)[]

export const sumOf = (totals: Iterable<Totals>): Totals => {
  const sum: Record<keyof Totals, number> = { ...nothing }
  for (const one of totals) for (const field of fields) sum[field] += count(one[field])
  return sum
}

/** One exchange. With a plan there are no dollars, whatever the price would be. */
export function totalsOf(usage: Partial<Usage>, price: Price | undefined, isPlan: boolean): Totals {
  const written = count(usage.cache_creation_input_tokens)
  const split = usage.cache_creation as { readonly ephemeral_1h_input_tokens?: unknown } | null | undefined
  const cacheWriteLong = Math.min(count(split?.ephemeral_1h_input_tokens), written)
  const dollars = isPlan ? undefined : costOf(usage as Usage, price)
  return {
    exchanges: 1,
    input: count(usage.input_tokens),
    cacheRead: count(usage.cache_read_input_tokens),
    cacheWrite: written - cacheWriteLong,
    cacheWriteLong,
    output: count(usage.output_tokens),
    dollars: dollars ?? 0,
    unpriced: !isPlan && dollars === undefined ? 1 : 0,
    plan: isPlan ? 1 : 0,
  }
}

const count = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)
