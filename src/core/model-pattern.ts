/** The left side of a line in the model table: words that must all hold of a request, such as `claude-opus-* >200k`. */
import type { Exchange } from './exchange.ts'
import { carries, type Feature, features, promptEstimate } from './request-traits.ts'
import { type RequestClass, requestClasses } from './who.ts'

export interface ModelPattern {
  readonly models: readonly RegExp[]
  readonly classes: readonly RequestClass[]
  readonly features: readonly Feature[]
  /** Tokens, estimated. */
  readonly over?: number
  /** Tokens, estimated. */
  readonly under?: number
}

/** The words with a meaning of their own; any other is a pattern on the model. */
export const patternWords: readonly string[] = [...requestClasses, ...features]

/** Throws a `TypeError` that says what is wrong with a word. */
export function parsePattern(text: string): ModelPattern {
  const words = text.trim().split(/\s+/)
  const sizes = words.filter(word => /^[<>]/.test(word)).map(sizeOf)
  const over = sizes.filter(({ sign }) => sign === '>').map(({ tokens }) => tokens)
  const under = sizes.filter(({ sign }) => sign === '<').map(({ tokens }) => tokens)
  return {
    models: words.filter(word => !/^[<>]/.test(word) && !patternWords.includes(word)).map(globOf),
    classes: requestClasses.filter(name => words.includes(name)),
    features: features.filter(name => words.includes(name)),
    ...(over.length > 0 && { over: Math.max(...over) }),
    ...(under.length > 0 && { under: Math.min(...under) }),
  }
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1_000, m: 1_000_000 }

/** `>100k` or `<1.5m`: tokens. */
function sizeOf(word: string): { readonly sign: string; readonly tokens: number } {
  const [, sign = '', number = '', unit = ''] = /^([<>])(\d+(?:\.\d+)?)([km]?)$/i.exec(word) ?? []
  if (number === '') throw new TypeError(`"${word}" is no size: write it as ">100k", in tokens`)
  return { sign, tokens: Number(number) * (units[unit.toLowerCase()] ?? 1) }
}

// Claude Code writes a wish for the 1M window as a suffix of the model: the rest must match with or without it.
const windowSuffix = /\[1m\]$/i

/** What is cheap to know is asked first; only a line that asks for size or content looks at the body. */
export function matches(pattern: ModelPattern, model: string, exchange: Exchange): boolean {
  const bare = model.replace(windowSuffix, '')
  return (
    pattern.models.every(glob => glob.test(model) || glob.test(bare)) &&
    pattern.classes.every(name => exchange.who.class === name) &&
    hasSize(pattern, exchange) &&
    pattern.features.every(feature => carries(exchange, feature))
  )
}

function hasSize({ over, under }: ModelPattern, exchange: Exchange): boolean {
  if (over === undefined && under === undefined) return true
  const tokens = promptEstimate(exchange)
  return tokens > (over ?? -1) && tokens < (under ?? Number.POSITIVE_INFINITY)
}

/**
 * Reads words as they stand on the left side of the model table (`'claude-opus-*'`, `'subagent >100k'`), and tells of which
 * exchanges all of them hold; of the models, what the client asked for counts. Throws a `TypeError` for a size that is none.
 *
 * @example
 * const fits = exchangePattern('subagent claude-opus-*')
 */
export function exchangePattern(words: string): (exchange: Exchange) => boolean {
  const pattern = parsePattern(words)
  return exchange => matches(pattern, exchange.asked.model, exchange)
}

/** `*` and `?` are the only wildcards: brackets stand in model names. */
function globOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'i')
}
