/** What the options come to for one request. */
import { type Exchange, exchangePattern, type RequestClass } from 'claudecodex'
import type { PromptRule, Replacement, SystemPromptOptions } from './options.ts'

export interface Edits {
  readonly prepend: readonly string[]
  readonly append: readonly string[]
  readonly replace: readonly Replacement[]
}

export interface Rule extends Edits {
  readonly fits: (exchange: Exchange) => boolean
}

/** Side calls of a client, whose short prompts are made for their one purpose. */
const aside: ReadonlySet<RequestClass> = new Set(['title', 'probe', 'search'])

/** Options that hold nothing but further rules are none themselves. */
export const rulesOf = ({ rules = [], ...own }: SystemPromptOptions): readonly Rule[] =>
  [...(Object.keys(own).length > 0 ? [own] : []), ...rules].map(ruleOf)

const ruleOf = ({ when, prepend, append, replace = [] }: PromptRule): Rule => ({
  fits: when === undefined ? ({ who }) => !aside.has(who.class) : exchangePattern(when),
  prepend: prepend === undefined ? [] : [prepend],
  append: append === undefined ? [] : [append],
  replace: isList(replace) ? replace : Object.entries(replace),
})

const isList = (replace: NonNullable<PromptRule['replace']>): replace is readonly Replacement[] =>
  Array.isArray(replace)

/** Undefined where no rule fits. */
export function editsFor(rules: readonly Rule[], exchange: Exchange): Edits | undefined {
  const fitting = rules.filter(({ fits }) => fits(exchange))
  if (fitting.length === 0) return undefined
  return {
    prepend: fitting.flatMap(({ prepend }) => prepend),
    append: fitting.flatMap(({ append }) => append),
    replace: fitting.flatMap(({ replace }) => replace),
  }
}
