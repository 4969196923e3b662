/** How much of each budget is spent, and what is said of it: in headers, in the terminal, and in the refusal. */
import { type AnswerHeaders, BillingError } from 'claudecodex'
import { endOf, momentText, type Period } from './calendar.ts'
import type { Budget } from './options.ts'

export interface BudgetState {
  readonly period: Period
  /** Dollars. */
  readonly limit: number
  /** Dollars. */
  readonly spent: number
  /** From 0; 1 and above: used up. */
  readonly used: number
  /** Milliseconds since the epoch; absent for a session, which does not end by itself. */
  readonly resets?: number
}

/** Parts of a budget at which it is mentioned. Claude Code knows the first two as such. */
export const thresholds = [0.75, 0.95, 1] as const

/** Each budget that is set, the one that is used up most first. */
export function statesOf(
  budget: Budget,
  spent: (period: Period) => number,
  now: number,
): readonly BudgetState[] {
  const periods: readonly Period[] = ['session', 'day', 'month']
  return periods
    .flatMap((period): readonly BudgetState[] => {
      const limit = budget[period]
      if (limit === undefined) return []
      const dollars = spent(period)
      const resets = endOf(period, now)
      return [
        { period, limit, spent: dollars, used: dollars / limit, ...(resets !== undefined && { resets }) },
      ]
    })
    .sort((one, other) => other.used - one.used)
}

export const isUsedUp = ({ used }: BudgetState): boolean => used >= 1

/** The highest threshold that is passed. */
export const thresholdOf = ({ used }: BudgetState): number | undefined =>
  thresholds.findLast(threshold => used >= threshold)

const limits = 'anthropic-ratelimit-'
const family = `${limits}unified`
/** The upstream's own limits would be taken for parts of ours. */
const ours: AnswerHeaders = { [`${limits}*`]: null }

export const isOfLimits = (header: string): boolean => header.startsWith(limits)

/**
 * What an answer says of a budget, in the words in which Anthropic's own gateway tells Claude Code of a spend cap: a
 * warning from three quarters on.
 */
export function allowedHeaders(state: BudgetState): AnswerHeaders {
  const threshold = thresholdOf(state)
  const status = threshold === undefined ? 'allowed' : 'allowed_warning'
  return {
    ...ours,
    [`${family}-status`]: status,
    [`${family}-representative-claim`]: 'overage',
    [`${family}-overage-status`]: status,
    // Below 1: at 1 it would be used up.
    [`${family}-overage-utilization`]: Math.min(state.used, 0.99).toFixed(2),
    ...(threshold !== undefined && {
      [`${family}-overage-surpassed-threshold`]: String(Math.min(threshold, 0.95)),
    }),
    ...resetHeaders(state),
  }
}

const words: Readonly<Record<Period, string>> = { session: 'a session', day: 'a day', month: 'a month' }
const names: Readonly<Record<Period, string | undefined>> = {
  session: undefined,
  day: 'daily',
  month: 'monthly',
}

/**
 * What goes with the refusal. Without a representative claim and an overage status: with them Claude Code would put
 * words of its own in place of ours.
 */
export const rejectedHeaders = (state: BudgetState): AnswerHeaders => ({
  ...ours,
  [`${family}-status`]: 'rejected',
  [`${family}-overage-disabled-reason`]: 'org_spend_cap_reached',
  ...(names[state.period] !== undefined && { [`${family}-overage-period`]: names[state.period] as string }),
  ...resetHeaders(state),
})

function resetHeaders({ resets }: BudgetState): AnswerHeaders {
  if (resets === undefined) return {}
  const seconds = String(Math.round(resets / 1_000))
  return { [`${family}-reset`]: seconds, [`${family}-overage-reset`]: seconds }
}

/** Says when it is over and what to do until then, in one sentence. */
export function refusalOf(state: BudgetState, now: number): BillingError {
  const { period, limit, spent, resets } = state
  const option = `\`budget.${period}\` of the plugin cost`
  const used = `The budget of ${money(limit)} ${words[period]} is used up (${money(spent)} spent)`
  const sentence =
    resets === undefined
      ? `${used}: start a new session (/clear), raise ${option}, or choose a model that costs nothing (/model).`
      : `${used} until ${momentText(resets)}: raise ${option}, or choose a model that costs nothing (/model).`
  return new BillingError(sentence, {
    status: 429,
    shouldRetry: false,
    ...(resets !== undefined && { retryAfter: Math.max(1, Math.ceil((resets - now) / 1_000)) }),
  })
}

/** Such as `84% of the budget of $10.00 a day`. */
export const shareText = ({ used, limit, period }: BudgetState): string =>
  `${Math.floor(used * 100)}% of the budget of ${money(limit)} ${words[period]}`

/** For the terminal. */
export const noticeOf = (state: BudgetState): string =>
  `${shareText(state)} spent (${money(state.spent)})${
    isUsedUp(state) ? `: what costs something is refused${until(state)}` : ''
  }`

const until = ({ resets }: BudgetState): string =>
  resets === undefined ? '' : ` until ${momentText(resets)}`

export const money = (dollars: number): string => `$${dollars.toFixed(dollars < 0.1 && dollars > 0 ? 4 : 2)}`
