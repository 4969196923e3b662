/** The ratio between what a host has counted and what we have, from a few observations of which some may be wrong. */

export interface Observation {
  readonly ratio: number
  /** Up to 1, for the long prompts that say most. */
  readonly weight: number
}

/** The latest that count. */
const most = 9
/** Beyond these it is no tokenizer's doing: Ollama cuts long prompts off, and some hosts leave out what they had in a cache. */
const least = 1 / 3
const greatest = 3
/** Tokens of a prompt that counts in full. */
const long = 2_000
/** Weight of what is usual: the first long prompt already outweighs it. */
const ofUsual = 0.25

/** The observations with one more; the same where it can be none. `tokens`: length of its prompt. */
export function withObservation(
  known: readonly Observation[],
  ratio: number,
  tokens: number,
): readonly Observation[] {
  if (!(ratio >= least && ratio <= greatest) || !(tokens > 0)) return known
  const weight = Math.min(1, tokens / long)
  return [...known, { ratio: rounded(ratio), weight: rounded(weight) }].slice(-most)
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000

/** Their median by weight, which a minority of wrong ones cannot move far. */
export function ratioOf(known: readonly Observation[], usual: number): number {
  const all = [...known, { ratio: usual, weight: ofUsual }].sort((one, other) => one.ratio - other.ratio)
  const half = all.reduce((sum, { weight }) => sum + weight, 0) / 2
  let passed = 0
  for (const { ratio, weight } of all) {
    passed += weight
    if (passed >= half) return ratio
  }
  return usual
}

/** By model, from a text that `JSON.stringify` has made of them; what is none is left out. */
export function observationsIn(text: string | undefined): Map<string, readonly Observation[]> {
  const models = Object.entries(parsed(text)).map(([model, list]): [string, readonly Observation[]] => [
    model,
    (Array.isArray(list) ? (list as unknown[]) : []).filter(isObservation).slice(-most),
  ])
  return new Map(models)
}

function isObservation(value: unknown): value is Observation {
  const { ratio, weight } = (value ?? {}) as Partial<Record<keyof Observation, unknown>>
  const fits = (given: unknown, low: number, high: number): boolean =>
    typeof given === 'number' && given >= low && given <= high
  return fits(ratio, least, greatest) && fits(weight, 0, 1)
}

function parsed(text: string | undefined): object {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
