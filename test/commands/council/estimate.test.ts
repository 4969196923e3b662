import { expect } from 'chai'
import { estimateOf } from '../../../src/commands/council/estimate.ts'
import type { Council } from '../../../src/council/types.ts'
import { requestOf } from '../../support/gateway.ts'
import { councilWith, memberOf } from './support.ts'

const price = { input: 1, output: 2, source: 'x', date: '' }
const estimate = (more: Partial<Council> = {}, known = ['sim:a', 'sim:b', 'sim:c', 'sim:r']) =>
  estimateOf(councilWith(more), requestOf('Why?'), async ({ id }) => (known.includes(id) ? price : undefined))
const callsOf = async (more: Partial<Council>) => (await estimate(more)).calls

describe('what a council will take', () => {
  it('is so many calls by its mode', async () => {
    expect(await callsOf({})).to.equal(7)
    expect(await callsOf({ mode: 'fast' })).to.equal(4)
    expect(await callsOf({ mode: 'race' })).to.equal(1)
    expect(await callsOf({ synthesizes: false })).to.equal(6)
    expect(await callsOf({ reviewers: [memberOf('r')] })).to.equal(5)
    expect(await callsOf({ members: [memberOf('a')] })).to.equal(1)
  })
  it('grows with the question and with the answers that have to be read', async () => {
    const fast = await estimate({ mode: 'fast' })
    const full = await estimate()
    expect(full.tokens).to.be.above(2 * fast.tokens)
    expect(full.dollars).to.be.above(fast.dollars).and.above(0)
    const long = requestOf('x'.repeat(40_000))
    const { tokens } = await estimateOf(councilWith({ mode: 'fast' }), long, async () => price)
    expect(tokens - fast.tokens).to.be.within(39_000, 41_000)
  })
  it('says whose price is not known, once', async () => {
    const { dollars, unpriced } = await estimate({}, ['sim:a'])
    expect(unpriced).to.deep.equal(['sim:b', 'sim:c'])
    expect(dollars).to.be.above(0)
  })
})
