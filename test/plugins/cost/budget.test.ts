import { expect } from 'chai'
import {
  allowedHeaders,
  type BudgetState,
  isOfLimits,
  isUsedUp,
  money,
  noticeOf,
  refusalOf,
  rejectedHeaders,
  shareText,
  statesOf,
  thresholdOf,
} from '../../../plugins/cost/budget.ts'

const now = new Date(2026, 10, 26, 18).getTime()
const midnight = new Date(2026, 10, 27).getTime()
const ofDay = (spent: number): BudgetState => statesOf({ day: 10 }, () => spent, now)[0] as BudgetState
const ofSession = (spent: number): BudgetState => statesOf({ session: 2 }, () => spent, now)[0] as BudgetState

describe('the state of budgets', () => {
  it('is one for each that is set, the one that is used up most first', () => {
    const spent = { session: 1, day: 9, month: 20 }
    const states = statesOf({ session: 2, day: 10, month: 100 }, period => spent[period], now)
    expect(states.map(({ period, used }) => [period, used])).to.deep.equal([
      ['day', 0.9],
      ['session', 0.5],
      ['month', 0.2],
    ])
    expect(statesOf({}, () => 1, now)).to.deep.equal([])
  })
  it('passes thresholds at 75 %, 95 % and the whole', () => {
    const passed = [7.49, 7.5, 9.5, 10].map(spent => thresholdOf(ofDay(spent)))
    expect(passed).to.deep.equal([undefined, 0.75, 0.95, 1])
    expect([9.99, 10].map(spent => isUsedUp(ofDay(spent)))).to.deep.equal([false, true])
  })
})

describe('the headers of a budget', () => {
  const reset = String(midnight / 1_000)

  it('tell how much is used, in place of the limits of the upstream', () =>
    expect(allowedHeaders(ofDay(4.2))).to.deep.equal({
      'anthropic-ratelimit-*': null,
      'anthropic-ratelimit-unified-status': 'allowed',
      'anthropic-ratelimit-unified-representative-claim': 'overage',
      'anthropic-ratelimit-unified-overage-status': 'allowed',
      'anthropic-ratelimit-unified-overage-utilization': '0.42',
      'anthropic-ratelimit-unified-reset': reset,
      'anthropic-ratelimit-unified-overage-reset': reset,
    }))
  it('warn from three quarters on, and never say that all is used', () => {
    expect(allowedHeaders(ofDay(7.6))).to.deep.include({
      'anthropic-ratelimit-unified-status': 'allowed_warning',
      'anthropic-ratelimit-unified-overage-status': 'allowed_warning',
      'anthropic-ratelimit-unified-overage-utilization': '0.76',
      'anthropic-ratelimit-unified-overage-surpassed-threshold': '0.75',
    })
    expect(allowedHeaders(ofDay(12))).to.deep.include({
      'anthropic-ratelimit-unified-overage-utilization': '0.99',
      'anthropic-ratelimit-unified-overage-surpassed-threshold': '0.95',
    })
  })
  it('name no end where a session has none', () =>
    expect(Object.keys(allowedHeaders(ofSession(1))).filter(name => name.endsWith('reset'))).to.deep.equal(
      [],
    ))
  it('of a refusal leave out what would replace its sentence', () => {
    expect(rejectedHeaders(ofDay(10))).to.deep.equal({
      'anthropic-ratelimit-*': null,
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-overage-disabled-reason': 'org_spend_cap_reached',
      'anthropic-ratelimit-unified-overage-period': 'daily',
      'anthropic-ratelimit-unified-reset': reset,
      'anthropic-ratelimit-unified-overage-reset': reset,
    })
    expect(rejectedHeaders(ofSession(2))).not.to.have.property('anthropic-ratelimit-unified-overage-period')
  })
  it('are all told by how they begin', () => {
    const all = [...Object.keys(allowedHeaders(ofDay(9))), ...Object.keys(rejectedHeaders(ofDay(9)))]
    expect(all.every(isOfLimits)).to.equal(true)
    expect(isOfLimits('retry-after')).to.equal(false)
  })
})

describe('the words of a budget', () => {
  it('refuse with what is used up, until when, and what to do', () => {
    const error = refusalOf(ofDay(10.12), now)
    expect(error).to.include({
      type: 'billing_error',
      status: 429,
      shouldRetry: false,
      retryAfter: 6 * 3_600,
    })
    expect(error.message).to.equal(
      'The budget of $10.00 a day is used up ($10.12 spent) until 2026-11-27 00:00: raise `budget.day` of the plugin cost, or choose a model that costs nothing (/model).',
    )
  })
  it('send nobody away for a time where a session is over its budget', () => {
    const error = refusalOf(ofSession(2), now)
    expect(error.retryAfter).to.equal(undefined)
    expect(error.message).to.contain('start a new session (/clear)')
  })
  it('name a share for the reason of a choice and for the terminal', () => {
    expect(shareText(ofDay(8.49))).to.equal('84% of the budget of $10.00 a day')
    expect(noticeOf(ofDay(9.5))).to.equal('95% of the budget of $10.00 a day spent ($9.50)')
    expect(noticeOf(ofDay(10))).to.match(/what costs something is refused until 2026-11-27 00:00$/)
    expect(noticeOf(ofSession(2))).to.match(/what costs something is refused$/)
  })
  it('write small sums with more digits', () =>
    expect([0, 0.0042, 0.1, 12].map(money)).to.deep.equal(['$0.00', '$0.0042', '$0.10', '$12.00']))
})
