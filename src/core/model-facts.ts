/** What is known of models: one table, which a configuration can extend. Unknown stays unknown. */

export interface ModelFacts {
  /** Tokens, prompt and answer together. */
  readonly contextWindow?: number
  /** Tokens; the most a request may ask for. */
  readonly maxOutput?: number
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

export type ModelFactsOf = (model: string) => ModelFacts

/** Facts by model; `own` are patterns with `*` on the name, laid over what the table says. */
export const modelFacts =
  (own: Readonly<Record<string, ModelFacts>> = {}): ModelFactsOf =>
  model => {
    const bare = model.slice(model.lastIndexOf('/') + 1)
    const { model: _, ...known } = knownModels.find(candidate => candidate.model.test(bare)) ?? { model: /./ }
    const pattern = Object.keys(own).find(name => name === model || name === bare || glob(name).test(model))
    return { ...known, ...(pattern === undefined ? {} : own[pattern]) }
  }

const glob = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i')
