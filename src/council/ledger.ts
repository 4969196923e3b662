/** What a council has spent: what is not known is counted and never taken for zero. */
import type { Usage } from '../anthropic/message.ts'
import type { CouncilParts, Member } from './types.ts'

/** How a call ended. `unsold`: refused by the provider before it began, which costs nothing. */
export type Sale = 'whole' | 'partial' | 'unsold'

export class Ledger {
  readonly #costOf: CouncilParts['costOf']
  #known = 0
  #unknownCalls = 0
  /** Calls of models, those that were tried again among them. */
  calls = 0

  constructor(costOf: CouncilParts['costOf']) {
    this.#costOf = costOf
  }

  /** US dollars for one call, which are added up; undefined where they are not known. Never throws. */
  async enter(member: Member, sale: Sale, usage: Usage | undefined): Promise<number | undefined> {
    if (sale === 'unsold') return 0
    const dollars = sale === 'whole' && usage ? await this.#priced(member, usage) : undefined
    if (dollars === undefined) this.#unknownCalls += 1
    else this.#known += dollars
    return dollars
  }

  get dollars(): { readonly known: number; readonly unknownCalls: number } {
    return { known: this.#known, unknownCalls: this.#unknownCalls }
  }

  async #priced(member: Member, usage: Usage): Promise<number | undefined> {
    try {
      const dollars = await this.#costOf?.(member, usage)
      return dollars !== undefined && Number.isFinite(dollars) ? dollars : undefined
    } catch {
      return undefined
    }
  }
}

/** Of two calls for one thing. */
export const sumOfDollars = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : one + other

const counters = [
  'input_tokens',
  'output_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
] as const

/** Tokens of two calls for one thing. */
export function sumOfUsage(one: Usage | undefined, other: Usage | undefined): Usage | undefined {
  if (!one || !other) return one ?? other
  const sums = counters.map(name => [name, (one[name] ?? 0) + (other[name] ?? 0)] as const)
  return { ...other, ...Object.fromEntries(sums) } as Usage
}
