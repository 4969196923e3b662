/** `GET /cost`: what has been spent, as JSON. */
import type { ConfigView, RouteAnswer } from 'claudecodex'
import type { BudgetState } from './budget.ts'
import { dayOf, monthOf } from './calendar.ts'
import type { Ledger } from './ledger.ts'
import { sumOf, type Totals } from './totals.ts'

/** Sessions that the page lists. */
const mostSessions = 20

export async function costPage(
  ledger: Ledger,
  config: ConfigView,
  budgets: readonly BudgetState[],
  now: number,
): Promise<RouteAnswer> {
  const { today, thisMonth, sessions } = ledger
  const facts = {
    currency: 'USD',
    day: { date: dayOf(now), ...sumOf(today.values()), models: Object.fromEntries(today) },
    month: { month: monthOf(now), ...sumOf(thisMonth.values()), models: Object.fromEntries(thisMonth) },
    sessions: sessions.slice(0, mostSessions).map(({ last, ...rest }) => ({ ...rest, last: timeText(last) })),
    budgets: budgets.map(({ resets, ...rest }) => ({
      ...rest,
      resets: resets === undefined ? null : timeText(resets),
    })),
    prices: await pricesOf(thisMonth, config),
  }
  return {
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: `${JSON.stringify(facts, undefined, 2)}\n`,
  }
}

const timeText = (time: number): string => new Date(time).toISOString()

/** For a million tokens, each with its source and date; null where nobody knows. */
async function pricesOf(models: ReadonlyMap<string, Totals>, config: ConfigView): Promise<object> {
  const prices = [...models.keys()].map(async name => {
    const colon = name.indexOf(':')
    return [name, (await config.priceOf(name.slice(0, colon), name.slice(colon + 1))) ?? null] as const
  })
  return Object.fromEntries(await Promise.all(prices))
}
