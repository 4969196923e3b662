/** Options of `failover`. */
import { type ModelRef, type OptionCheck, optionSchema, type StandardSchema } from 'claudecodex'

/** Pattern on `backend:model`, or on the model alone -> whom to ask instead, in this order. */
export type Substitutes = Readonly<Record<string, ModelRef | readonly ModelRef[]>>

export interface FailoverOptions {
  /** How often the same model is asked again, with the same key. Default 2. */
  readonly retries?: number
  /** Milliseconds from the first try after which no other is begun with the same model. Default 30,000. */
  readonly withinMs?: number
  /** Who answers where a model cannot: it is overloaded, used up, out of reach. Default: nobody. */
  readonly substitutes?: Substitutes
  /** Who answers a prompt that a model refuses as too long. Default: nobody. */
  readonly contextWindow?: Substitutes
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** From 0 to below 1. */
  readonly random?: () => number
  /** Rejects when the signal is aborted. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
const isReference = (value: unknown): boolean =>
  isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText))
const isTable = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every(isReference)
const isFunction = (value: unknown): boolean => typeof value === 'function'
const table: OptionCheck = [
  isTable,
  "an object such as { 'openai:gpt-5.1': ['anthropic:claude-sonnet-5-5'] }",
]

/** Names the option that is wrong, and what it may be. */
export const failoverOptions: StandardSchema<FailoverOptions> = optionSchema<FailoverOptions>({
  retries: [value => Number.isInteger(value) && Number(value) >= 0, 'a whole number'],
  withinMs: [value => Number.isFinite(value) && Number(value) >= 0, 'a number of milliseconds'],
  substitutes: table,
  contextWindow: table,
  now: [isFunction, 'a function'],
  random: [isFunction, 'a function'],
  sleep: [isFunction, 'a function'],
})
