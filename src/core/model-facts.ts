/** What is known of models: one table, which a configuration can extend. Unknown stays unknown. */
import type { Price } from './price.ts'

/** A price as a configuration gives it: where it comes from need not be said. */
export type GivenPrice = Omit<Price, 'source' | 'date'> & Partial<Pick<Price, 'source' | 'date'>>

export interface ModelFacts {
  /** Tokens, prompt and answer together. */
  readonly contextWindow?: number
  /** Tokens; the most a request may ask for. */
  readonly maxOutput?: number
}

/** What a configuration may say of a model, by its name, a pattern with `*` on it, or either behind `backend:`. */
export interface OwnFacts extends ModelFacts {
  readonly price?: GivenPrice
}

interface KnownModel extends ModelFacts {
  /** On the name without a vendor's prefix such as `openai/` or `models/`. */
  readonly model: RegExp
}

/** Sources: the vendors' model pages, 2026-11. The first line that fits counts. */
const knownModels: readonly KnownModel[] = [
  { model: /^gpt-5.*-chat/, contextWindow: 128_000, maxOutput: 16_384 },
  { model: /^gpt-5/, contextWindow: 400_000, maxOutput: 128_000 },
  { model: /^gpt-4\.1/, contextWindow: 1_047_576, maxOutput: 32_768 },
  { model: /^gpt-4o/, contextWindow: 128_000, maxOutput: 16_384 },
  { model: /^o[134](-mini|-pro)?(-|$)/, contextWindow: 200_000, maxOutput: 100_000 },
  { model: /^gpt-oss/, contextWindow: 131_072 },
  { model: /^gemini-/, contextWindow: 1_048_576, maxOutput: 65_536 },
]

/** `backend` is the name under which the configuration has who is asked. */
export type ModelFactsOf = (model: string, backend?: string) => ModelFacts

/** Facts by model; `own` are patterns on it, also behind `backend:`, laid over what the table says. */
export const modelFacts =
  (own: Readonly<Record<string, OwnFacts>> = {}): ModelFactsOf =>
  (model, backend) => {
    const bare = bareName(model)
    const { model: _, ...known } = knownModels.find(candidate => candidate.model.test(bare)) ?? { model: /./ }
    const pattern = Object.keys(own).find(name => fitsAt(name, backend, model))
    const { price: __, ...given } = (pattern !== undefined && own[pattern]) || {}
    return { ...known, ...given }
  }

/** The price that a configuration gives a model, wherever a line that fits has one. */
export function givenPrice(
  own: Readonly<Record<string, OwnFacts>>,
  backend: string,
  model: string,
): Price | undefined {
  const pattern = Object.keys(own).find(name => own[name]?.price && fitsAt(name, backend, model))
  const price = pattern === undefined ? undefined : own[pattern]?.price
  return price && { source: 'the configuration', date: '', ...price }
}

const bareName = (model: string): string => model.slice(model.lastIndexOf('/') + 1)

const fitsAt = (pattern: string, backend: string | undefined, model: string): boolean =>
  fits(pattern, model) || (backend !== undefined && fits(pattern, `${backend}:${model}`))

const fits = (pattern: string, model: string): boolean =>
  glob(pattern).test(model) || glob(pattern).test(bareName(model))

const glob = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i')
