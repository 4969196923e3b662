/** Finds who stands in for a model. */
import type { ModelRef } from 'claudecodex'
import type { Substitutes } from './options.ts'

/** A model as the answer's header `x-claudecodex-model` has it. */
export interface Model {
  readonly backend: string
  readonly model: string
}

export const nameOf = ({ backend, model }: Model): string => `${backend}:${model}`

/** Those of the first pattern that fits, in order. */
export function substitutesFor(model: Model, table: Substitutes = {}): readonly ModelRef[] {
  const names = namesOf(model)
  const pattern = Object.keys(table).find(pattern => names.some(name => globOf(pattern).test(name)))
  const found = pattern === undefined ? [] : (table[pattern] ?? [])
  return typeof found === 'string' ? [found] : found
}

// Claude Code writes a wish for the 1M window as a suffix of the model.
const windowSuffix = /\[1m\]$/i

const namesOf = ({ backend, model }: Model): readonly string[] =>
  [model, model.replace(windowSuffix, '')].flatMap(name => [name, `${backend}:${name}`])

/** `*` and `?` are the only wildcards, as in the table `models`. */
function globOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'i')
}
