import { expect } from 'chai'
import { statesOf } from '../../../plugins/cost/budget.ts'
import { Ledger } from '../../../plugins/cost/ledger.ts'
import { costPage } from '../../../plugins/cost/page.ts'
import { nothing } from '../../../plugins/cost/totals.ts'
import { memoryStore } from '../../../src/core/store.ts'
import { keptLog } from '../../support/gateway.ts'
import { aContext } from '../log/exchanges.ts'

describe('the page of costs', () => {
  const time = new Date(2026, 10, 26, 12).getTime()
  const price = { input: 1, output: 2, source: 'our contract', date: '2026-11-01' }
  const config = {
    ...aContext(async () => undefined).config,
    priceOf: async (backend: string, model: string) =>
      `${backend}:${model}` === 'work:large:7b' ? price : undefined,
  }

  it('tells totals by model, sessions, budgets, and where prices come from', async () => {
    const ledger = new Ledger(memoryStore(), keptLog(), () => time)
    ledger.add({
      time,
      model: 'work:large:7b',
      session: 'one',
      totals: { ...nothing, exchanges: 1, dollars: 4 },
    })
    ledger.add({ time, model: 'work:odd', totals: { ...nothing, exchanges: 1, unpriced: 1 } })
    const budgets = statesOf({ session: 1, day: 8 }, period => (period === 'day' ? 4 : 0), time)
    const { body, headers } = await costPage(ledger, config, budgets, time)
    expect(headers).to.include({ 'content-type': 'application/json' })
    const facts = JSON.parse(String(body))
    expect(facts.currency).to.equal('USD')
    expect(facts.day).to.deep.include({ date: '2026-11-26', exchanges: 2, dollars: 4, unpriced: 1 })
    expect(facts.day.models['work:large:7b']).to.include({ dollars: 4 })
    expect(facts.month).to.deep.include({ month: '2026-11', dollars: 4 })
    expect(facts.sessions).to.deep.equal([
      { ...nothing, session: 'one', exchanges: 1, dollars: 4, last: new Date(time).toISOString() },
    ])
    expect(facts.budgets[0]).to.deep.equal({
      ...{ period: 'day', limit: 8, spent: 4, used: 0.5 },
      resets: new Date(2026, 10, 27).toISOString(),
    })
    expect(facts.budgets[1]).to.include({ period: 'session', resets: null })
    expect(facts.prices).to.deep.equal({ 'work:large:7b': price, 'work:odd': null })
  })
})
