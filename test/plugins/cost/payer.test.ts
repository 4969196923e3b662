import { expect } from 'chai'
import { tellsOfPlan } from 'claudecodex'
import { Payers } from '../../../plugins/cost/payer.ts'
import { anExchange } from '../log/exchanges.ts'

const signedIn = { headers: { 'anthropic-beta': 'claude-code-20250219,oauth-2025-04-20' } }

describe('who pays for an exchange', () => {
  it('is a plan where the answer tells its limits', () => {
    expect(tellsOfPlan({ 'anthropic-ratelimit-unified-status': 'allowed' })).to.equal(true)
    expect(tellsOfPlan({ 'anthropic-ratelimit-requests-limit': '50' })).to.equal(false)
    expect(tellsOfPlan(undefined)).to.equal(false)
  })
  it('is guessed from the sign-in until an answer of that backend has told', () => {
    const payers = new Payers()
    expect(payers.isPlan(anExchange(), 'claude')).to.equal(false)
    expect(payers.isPlan(anExchange(signedIn), 'claude')).to.equal(true)
    payers.learn(anExchange(signedIn), 'work', false)
    payers.learn(anExchange(), 'claude', true)
    expect(payers.isPlan(anExchange(signedIn), 'work')).to.equal(false)
    expect(payers.isPlan(anExchange(), 'claude')).to.equal(true)
  })
  it('is remembered for the last thousand sessions', () => {
    const payers = new Payers()
    const of = (session: string) => anExchange({ who: { session, class: 'main', by: 'header' } })
    for (let index = 0; index <= 1_000; index++) payers.learn(of(`s${index}`), 'claude', true)
    expect(payers.isPlan(of('s0'), 'claude')).to.equal(false)
    expect(payers.isPlan(of('s1'), 'claude')).to.equal(true)
  })
})
