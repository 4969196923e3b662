/** Options of `cost`. */
import type { ModelRef, StandardSchema } from 'claudecodex'

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

/** `budget` to `day`: `option "budget.day" must be …`. */
type Issue = { readonly message: string; readonly path: readonly string[] }
type Check = (value: unknown, path: readonly string[]) => readonly Issue[]

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const one =
  (isRight: (value: unknown) => boolean, wanted: string): Check =>
  (value, path) =>
    isRight(value) ? [] : [{ message: `must be ${wanted}`, path }]

const fields =
  (checks: Readonly<Record<string, Check>>, wanted: string): Check =>
  (value, path) =>
    isRecord(value)
      ? Object.entries(value).flatMap(([name, inner]) => {
          const check = Object.hasOwn(checks, name) ? checks[name] : undefined
          if (!check)
            return [
              { message: `unknown; known are ${Object.keys(checks).join(', ')}`, path: [...path, name] },
            ]
          return inner === undefined ? [] : check(inner, [...path, name])
        })
      : [{ message: `must be ${wanted}`, path }]

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
const model = one(isText, "a model such as 'anthropic:claude-haiku-5-5'")
const dollars = one(value => Number.isFinite(value) && Number(value) > 0, 'a number of dollars above 0')
const percent = one(
  value => Number.isFinite(value) && Number(value) >= 0 && Number(value) <= 100,
  'a percentage from 0 to 100',
)
const downgrade = fields({ to: model, from: percent }, "a model, or { to: 'backend:model', from: 80 }")
const withModel: Check = (value, path) =>
  isRecord(value) && !isText(value.to)
    ? [{ message: 'must name a model', path: [...path, 'to'] }]
    : downgrade(value, path)

const all = fields(
  {
    budget: fields({ session: dollars, day: dollars, month: dollars }, 'an object such as { day: 10 }'),
    downgrade: (value, path) => (isText(value) ? [] : withModel(value, path)),
    now: one(value => typeof value === 'function', 'a function'),
  },
  'an object',
)

/** Names the option that is wrong, and what it may be. */
export const costOptions: StandardSchema<CostOptions> = {
  '~standard': {
    version: 1,
    vendor: 'claudecodex',
    validate(value) {
      const issues = all(value ?? {}, [])
      return issues.length > 0 ? { issues } : { value: (value ?? {}) as CostOptions }
    },
  },
}
