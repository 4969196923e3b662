/** Counts what exchanges cost, warns of a budget, and refuses what is over it. See docs/plugins/cost.md. */
import {
  type AnswerHeaders,
  type ApiError,
  type Attempt,
  type Choice,
  definePlugin,
  type Exchange,
  type Outcome,
  type PluginContext,
  type Price,
  type RouteAnswer,
  tellsOfPlan,
  type Usage,
} from 'claudecodex'
import {
  allowedHeaders,
  type BudgetState,
  isOfLimits,
  isUsedUp,
  noticeOf,
  refusalOf,
  rejectedHeaders,
  shareText,
  statesOf,
  thresholdOf,
} from './cost/budget.ts'
import { Ledger } from './cost/ledger.ts'
import { type CostOptions, costOptions, type Downgrade } from './cost/options.ts'
import { costPage } from './cost/page.ts'
import { Payers } from './cost/payer.ts'
import { totalsOf } from './cost/totals.ts'

export default definePlugin<CostOptions | void>(given => {
  const cost = new Cost(given ?? {})
  return {
    name: 'cost',
    apiVersion: 1,
    // Behind the plugins that choose models, and behind those that answer by themselves: such an answer costs nothing.
    order: 'last',
    children: true,
    options: costOptions,
    routes: [{ path: '/cost', handle: () => cost.page() }],
    setup: context => cost.start(context),
    beforeRequest: exchange => cost.begin(exchange),
    beforeAttempt: attempt => cost.admit(attempt),
    afterAttempt: attempt => cost.learn(attempt),
    onEnd: (exchange, outcome) => cost.end(exchange, outcome),
    teardown: () => cost.stop(),
  }
})

interface Open {
  readonly exchange: Exchange
  hasChildren: boolean
}

class Cost {
  readonly #budget: NonNullable<CostOptions['budget']>
  readonly #downgrade: Required<Downgrade> | undefined
  readonly #now: () => number
  readonly #open = new Map<string, Open>()
  readonly #payers = new Payers()
  readonly #mentioned = new Set<string>()
  #running: { readonly context: PluginContext; readonly ledger: Ledger } | undefined

  constructor({ budget = {}, downgrade, now = Date.now }: CostOptions) {
    this.#budget = budget
    this.#now = now
    const wanted = typeof downgrade === 'string' ? { to: downgrade } : downgrade
    this.#downgrade = wanted && { from: 80, ...wanted }
  }

  async start(context: PluginContext): Promise<void> {
    const ledger = new Ledger(context.store, context.log, this.#now)
    await ledger.open()
    this.#running = { context, ledger }
  }

  async stop(): Promise<void> {
    await this.#running?.ledger.close()
  }

  async page(): Promise<RouteAnswer> {
    if (!this.#running) return { status: 503, body: 'not running' }
    const { ledger, context } = this.#running
    await ledger.refresh()
    return costPage(ledger, context.config, this.#states(undefined), this.#now())
  }

  async begin(exchange: Exchange): Promise<void> {
    const parent = exchange.parent && this.#open.get(exchange.parent.id)
    if (parent) parent.hasChildren = true
    this.#open.set(exchange.id, { exchange, hasChildren: false })
    const [worst] = this.#states(exchange)
    if (!worst || !this.#running) return
    // What others have spent in these seconds counts from the next request on.
    void this.#running.ledger.refresh()
    const { config } = this.#running.context
    // A plugin that asks several models has chosen each of them.
    if (!exchange.parent) await this.#choose(exchange, worst)
    const choice = config.choiceOf(exchange)
    if (exchange.kind !== 'messages' || !choice || this.#payers.isPlan(exchange, choice.backend)) return
    if (isUsedUp(worst) && !isFree(await this.#priceOf(choice))) throw this.#refusal(exchange, worst)
    say(exchange, allowedHeaders(worst))
  }

  /** A substitute, or a plugin further in, may have led to another model than the one that was looked at. */
  async admit({ exchangeId, backend, model }: Attempt): Promise<void> {
    const exchange = this.#open.get(exchangeId)?.exchange
    const [worst] = this.#states(exchange)
    if (exchange?.kind !== 'messages' || !worst || !isUsedUp(worst)) return
    if (this.#payers.isPlan(exchange, backend)) return
    if (!isFree(await this.#priceOf({ backend, model }))) throw this.#refusal(exchange, worst)
  }

  /** The limits of a plan are the upstream's to tell. */
  learn({ exchangeId, backend, headers }: Attempt): void {
    const exchange = this.#open.get(exchangeId)?.exchange
    if (!exchange || !headers) return
    const isPlan = tellsOfPlan(headers)
    this.#payers.learn(exchange, backend, isPlan)
    const [worst] = this.#states(exchange)
    if (exchange.kind === 'messages' && worst) say(exchange, isPlan ? {} : allowedHeaders(worst))
  }

  async end(exchange: Exchange, outcome: Outcome): Promise<void> {
    const open = this.#open.get(exchange.id)
    this.#open.delete(exchange.id)
    const { choice, who, head } = exchange
    const usage = usageOf(outcome)
    if (!this.#running || exchange.kind !== 'messages' || !choice || !usage) return
    if (open?.hasChildren && !hasAsked(exchange)) return
    const totals = totalsOf(usage, await this.#priceOf(choice), tellsOfPlan(head?.headers))
    this.#running.ledger.add({
      time: this.#now(),
      model: `${choice.backend}:${choice.model}`,
      ...(who.session !== undefined && { session: who.session }),
      totals,
    })
    for (const state of this.#states(exchange)) this.#mention(state, who.session)
  }

  /** Another model where a budget runs low, unless it would cost as much or a subscription pays. */
  async #choose(exchange: Exchange, worst: BudgetState): Promise<void> {
    const { config } = this.#running?.context ?? {}
    const before = config?.choiceOf(exchange)
    if (!this.#downgrade || !before || worst.used * 100 < this.#downgrade.from) return
    if (this.#payers.isPlan(exchange, before.backend)) return
    const { target, targetReason } = exchange
    exchange.target = this.#downgrade.to
    exchange.targetReason = `cost: ${shareText(worst)}`
    const after = config?.choiceOf(exchange)
    // A name that leads nowhere is for the request to fail on.
    if (!after || isCheaper(await this.#priceOf(after), await this.#priceOf(before))) return
    Object.assign(exchange, { target, targetReason })
  }

  #states(exchange: Exchange | undefined): readonly BudgetState[] {
    const { ledger } = this.#running ?? {}
    if (!ledger) return []
    const { session } = exchange?.who ?? {}
    const { session: perSession, ...others } = this.#budget
    const budget = session === undefined ? others : { ...others, ...(perSession && { session: perSession }) }
    return statesOf(budget, period => ledger.spent(period, session), this.#now())
  }

  #refusal(exchange: Exchange, state: BudgetState): ApiError {
    say(exchange, rejectedHeaders(state))
    return refusalOf(state, this.#now())
  }

  /** Once for each threshold of each budget. */
  #mention(state: BudgetState, session: string | undefined): void {
    const threshold = thresholdOf(state)
    const key = `${state.period} ${state.resets ?? session} ${threshold}`
    if (threshold === undefined || this.#mentioned.has(key)) return
    this.#mentioned.add(key)
    this.#running?.context.log.warn(noticeOf(state))
  }

  async #priceOf({ backend, model }: Pick<Choice, 'backend' | 'model'>): Promise<Price | undefined> {
    return this.#running?.context.config.priceOf(backend, model)
  }
}

/** In place of what was said of limits before. */
function say(exchange: Exchange, headers: AnswerHeaders): void {
  const others = Object.entries(exchange.answerHeaders ?? {}).filter(([name]) => !isOfLimits(name))
  exchange.answerHeaders = { ...Object.fromEntries(others), ...headers }
}

/** What a broken answer said until then counts. An upstream's error that nobody has parsed comes to light here. */
function usageOf(outcome: Outcome): Usage | undefined {
  try {
    return outcome.message?.usage
  } catch {
    return undefined
  }
}

/** A council has asked nobody but its children, and has their usage for its own. */
const hasAsked = ({ attempts }: Exchange): boolean =>
  attempts.some(({ status, error }) => status !== undefined && status < 400 && error === undefined)

const isFree = (price: Price | undefined): boolean => price?.input === 0 && price.output === 0

/** Unknown prices are given the benefit of the doubt: the user has named the model. */
const isCheaper = (price: Price | undefined, than: Price | undefined): boolean =>
  !price || !than || price.input + price.output < than.input + than.output
