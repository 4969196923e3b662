import { expect } from 'chai'
import { Ledger, sumOfDollars, sumOfUsage } from '../../src/council/ledger.ts'
import { member } from '../support/council.ts'

const usage = { input_tokens: 10, output_tokens: 5 }

describe('the ledger of a council', () => {
  it('adds up what is known, and counts what is not', async () => {
    const ledger = new Ledger(({ id }) => (id === 'a' ? 0.5 : undefined))
    expect(await ledger.enter(member('a'), 'whole', usage)).to.equal(0.5)
    expect(await ledger.enter(member('a'), 'whole', usage)).to.equal(0.5)
    expect(await ledger.enter(member('b'), 'whole', usage)).to.equal(undefined)
    expect(ledger.dollars).to.deep.equal({ known: 1, unknownCalls: 1 })
  })

  it('does not know what a call costs that did not come to its end', async () => {
    const ledger = new Ledger(() => 1)
    expect(await ledger.enter(member('a'), 'partial', usage)).to.equal(undefined)
    expect(ledger.dollars).to.deep.equal({ known: 0, unknownCalls: 1 })
  })

  it('knows that what was refused before it began costs nothing', async () => {
    const ledger = new Ledger(undefined)
    expect(await ledger.enter(member('a'), 'unsold', undefined)).to.equal(0)
    expect(ledger.dollars).to.deep.equal({ known: 0, unknownCalls: 0 })
  })

  it('waits for prices, and takes a price that cannot be had, or is no number, as not known', async () => {
    const prices = [Promise.resolve(2), Promise.reject(new Error('no list')), Number.NaN]
    const ledger = new Ledger(() => prices.shift())
    expect(await ledger.enter(member('a'), 'whole', usage)).to.equal(2)
    expect(await ledger.enter(member('a'), 'whole', usage)).to.equal(undefined)
    expect(await ledger.enter(member('a'), 'whole', usage)).to.equal(undefined)
    expect(ledger.dollars).to.deep.equal({ known: 2, unknownCalls: 2 })
  })

  it('knows no sum of which a part is not known', () => {
    expect(sumOfDollars(1, 2)).to.equal(3)
    expect(sumOfDollars(1, undefined)).to.equal(undefined)
  })

  it('adds tokens', () => {
    expect(sumOfUsage(usage, { ...usage, cache_read_input_tokens: 3 })).to.include({
      input_tokens: 20,
      output_tokens: 10,
      cache_read_input_tokens: 3,
    })
    expect(sumOfUsage(undefined, usage)).to.equal(usage)
    expect(sumOfUsage(usage, undefined)).to.equal(usage)
  })
})
