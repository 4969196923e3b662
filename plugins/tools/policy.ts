/** What holds of the tools of one request: the rules that fit it, taken together. */
import { type Exchange, exchangePattern } from 'claudecodex'
import { namePattern, renaming } from './names.ts'
import type { Description, ToolRule, ToolsOptions } from './options.ts'

/** Undefined: not for this name. */
type ByName<Value> = (name: string) => Value | undefined

export interface Rule {
  readonly fits: (exchange: Exchange) => boolean
  readonly allows: (name: string) => boolean
  readonly renames: readonly ByName<string>[]
  readonly describes: readonly ByName<Description>[]
}

/** Options that hold nothing but further rules are none themselves. */
export const rulesOf = ({ rules = [], ...own }: ToolsOptions): readonly Rule[] =>
  [...(Object.keys(own).length > 0 ? [own] : []), ...rules].map(ruleOf)

function ruleOf({ when, allow, deny = [], rename = {}, describe = {} }: ToolRule): Rule {
  const allowed = allow?.map(namePattern)
  const denied = deny.map(namePattern)
  return {
    fits: when === undefined ? () => true : exchangePattern(when),
    allows: name => (allowed?.some(fits => fits(name)) ?? true) && !denied.some(fits => fits(name)),
    renames: Object.entries(rename).map(([from, to]) => renaming(from, to)),
    describes: Object.entries(describe).map(([pattern, text]) => {
      const fits = namePattern(pattern)
      return name => (fits(name) ? text : undefined)
    }),
  }
}

export class Policy {
  readonly #rules: readonly Rule[]

  private constructor(rules: readonly Rule[]) {
    this.#rules = rules
  }

  /** Undefined where no rule fits. */
  static of(rules: readonly Rule[], exchange: Exchange): Policy | undefined {
    const fitting = rules.filter(({ fits }) => fits(exchange))
    return fitting.length > 0 ? new Policy(fitting) : undefined
  }

  /** Every rule must agree. */
  allows(name: string): boolean {
    return this.#rules.every(rule => rule.allows(name))
  }

  /** The model's name for a tool of the client's. */
  nameOf(name: string): string {
    return (
      first(
        this.#rules.flatMap(({ renames }) => renames),
        name,
      ) ?? name
    )
  }

  describe(name: string, description: string | undefined): string | undefined {
    const wanted = first(
      this.#rules.flatMap(({ describes }) => describes),
      name,
    )
    return typeof wanted === 'function' ? wanted(description ?? '', name) : (wanted ?? description)
  }
}

function first<Value>(ways: readonly ByName<Value>[], name: string): Value | undefined {
  for (const way of ways) {
    const found = way(name)
    if (found !== undefined) return found
  }
  return undefined
}
