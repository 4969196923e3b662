/** What is known of a recorded exchange without reading its contents. */
import { promptTokens } from '../anthropic/message.ts'
import type { CacheCause } from './cache-verdict.ts'
import type { RecordedExchange } from './recorded-exchange.ts'
import type { RecordedCost } from './schema.ts'

/** Those the client has asked for and those that were asked to answer, each once. */
export function modelsOf({ open, end }: RecordedExchange): readonly string[] {
  const { choice, attempts = [] } = end ?? {}
  return [
    ...new Set([open.asked.model, ...(choice ? [choice.model] : []), ...attempts.map(({ model }) => model)]),
  ]
}

export function backendsOf({ end }: RecordedExchange): readonly string[] {
  const { choice, attempts = [] } = end ?? {}
  return [...new Set([...(choice ? [choice.backend] : []), ...attempts.map(({ backend }) => backend)])]
}

/** HTTP statuses: of the answer to the client, and of every try to get one. */
export function statusesOf({ end }: RecordedExchange): readonly number[] {
  if (!end) return []
  const own = end.error?.status ?? (end.outcome === 'answered' ? 200 : undefined)
  const tried = end.attempts.flatMap(({ status }) => (status === undefined ? [] : [status]))
  return own === undefined ? tried : [own, ...tried]
}

/** Milliseconds since the epoch. */
export const startOf = ({ open }: RecordedExchange): number => Date.parse(open.time)

/** Milliseconds; undefined of an exchange without an end. */
export const totalOf = ({ end }: RecordedExchange): number | undefined => end?.timing.total

/** Tokens of the whole prompt; undefined where nobody has counted. */
export const contextOf = ({ end }: RecordedExchange): number | undefined =>
  end?.usage && promptTokens(end.usage)

/** Share of the prompt, from 0 to 1, that came from the provider's cache; undefined where nobody has counted. */
export function cacheShareOf(exchange: RecordedExchange): number | undefined {
  const context = contextOf(exchange)
  return context ? (exchange.end?.usage?.cache_read_input_tokens ?? 0) / context : undefined
}

/** Dollars; undefined where a subscription pays or the price is not known. */
export const dollarsOf = ({ end }: RecordedExchange): number | undefined => paid(end?.cost)?.dollars

const paid = (cost: RecordedCost | 'plan' | undefined): RecordedCost | undefined =>
  cost === 'plan' ? undefined : cost

const notMissed: ReadonlySet<CacheCause> = new Set(['hit', 'initial'])

/** Something that was in the provider's cache, or should have been, was not read from it. */
export function isCold({ end }: RecordedExchange): boolean {
  if (end?.cache) return !notMissed.has(end.cache.cause)
  const { cache_read_input_tokens: read, cache_creation_input_tokens: written } = end?.usage ?? {}
  return !read && (written ?? 0) > 0
}

export const isReplay = ({ open, end }: RecordedExchange): boolean =>
  open.source === 'replay' || end?.replayOf !== undefined
