/** Options of `cost`. */
import { type ModelRef, optionSchema, type StandardSchema } from 'claudecodex'

/** US dollars. */
export interface Budget {
  /** Of one session of a client. */
  readonly session?: number
  /** From midnight to midnight, by the clock of this machine. */
  readonly day?: number
  /** From the first of the month. */
  readonly month?: number
}

export interface Downgrade {
  readonly to: ModelRef
  /** Percent of a budget from which it holds. Default 80. */
  readonly from?: number
}

export interface CostOptions {
  /** What may be spent. Default: nothing is refused. */
  readonly budget?: Budget
  /** Who answers when a budget runs low, in place of a model that costs more. Default: nobody. */
  readonly downgrade?: ModelRef | Downgrade
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
const isAbove0 = (value: unknown): boolean => Number.isFinite(value) && Number(value) > 0
const isPercent = (value: unknown): boolean =>
  Number.isFinite(value) && Number(value) >= 0 && Number(value) <= 100
const isDowngrade = (value: unknown): boolean => {
  if (isText(value)) return true
  const { to, from, ...others } = Object(value) as Readonly<Record<string, unknown>>
  return isText(to) && (from === undefined || isPercent(from)) && Object.keys(others).length === 0
}
const dollars = [isAbove0, 'a number of dollars above 0'] as const

/** Names the option that is wrong, and what it may be. */
export const costOptions: StandardSchema<CostOptions> = optionSchema<CostOptions>({
  budget: { session: dollars, day: dollars, month: dollars },
  downgrade: [isDowngrade, "a model, or { to: 'backend:model', from: 80 } with a percentage"],
  now: [value => typeof value === 'function', 'a function'],
})
