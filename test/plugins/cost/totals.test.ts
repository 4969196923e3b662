import { expect } from 'chai'
import { nothing, sumOf, totalsOf } from '../../../plugins/cost/totals.ts'

const usage = {
  input_tokens: 100,
  output_tokens: 10,
  cache_read_input_tokens: 1_000,
  cache_creation_input_tokens: 300,
  cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
}
const price = {
  input: 1_000_000,
  output: 2_000_000,
  cacheRead: 100_000,
  cacheWrite: 1_250_000,
  cacheWriteLong: 2_000_000,
  source: 'test',
  date: '2026-11-26',
}
const tokens = { input: 100, output: 10, cacheRead: 1_000, cacheWrite: 100, cacheWriteLong: 200 }

describe('the totals of an exchange', () => {
  it('keep the two kinds of cache writes apart, in tokens and in dollars', () =>
    expect(totalsOf(usage, price, false)).to.deep.equal({
      ...{ ...nothing, ...tokens, exchanges: 1 },
      dollars: 100 + 20 + 100 + 125 + 400,
    }))
  it('take a write that nobody splits for one of five minutes', () =>
    expect(totalsOf({ ...usage, cache_creation: null }, price, false)).to.include({
      cacheWrite: 300,
      cacheWriteLong: 0,
    }))
  it('say that a price is not known, and not that it is zero', () =>
    expect(totalsOf(usage, undefined, false)).to.include({ dollars: 0, unpriced: 1, plan: 0 }))
  it('have no dollars where a subscription pays', () =>
    expect(totalsOf(usage, price, true)).to.include({ dollars: 0, unpriced: 0, plan: 1, output: 10 }))
  it('do with a usage that says nothing', () =>
    expect(totalsOf({}, price, false)).to.deep.equal({ ...nothing, exchanges: 1, unpriced: 1 }))
})

describe('a sum of totals', () => {
  it('adds each count', () => {
    const one = totalsOf(usage, price, false)
    const two = totalsOf(usage, undefined, true)
    expect(sumOf([one, two])).to.deep.include({ exchanges: 2, output: 20, dollars: one.dollars, plan: 1 })
  })
  it('of none is nothing', () => expect(sumOf([])).to.deep.equal(nothing))
})
