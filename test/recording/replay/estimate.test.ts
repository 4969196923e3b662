import { expect } from 'chai'
import { emptyUsage } from '../../../src/anthropic/message.ts'
import type { Price } from '../../../src/core/price.ts'
import { estimateOf, isSurelyFree, typicalOutput } from '../../../src/recording/replay/estimate.ts'
import { messageOf, requestOf } from '../../support/gateway.ts'
import { recordedExchange, recordedExchanges } from '../../support/replays.ts'

const price = (rates: Partial<Price>): Price => ({
  input: 1,
  output: 10,
  source: 'a test',
  date: '2026-11-26',
  ...rates,
})

const usage = {
  ...emptyUsage,
  input_tokens: 1_000,
  cache_read_input_tokens: 98_000,
  cache_creation_input_tokens: 1_000,
  output_tokens: 1_000,
}

describe('the estimate of a request', () => {
  it('takes the recorded prompt whole, as if nothing of it were cached', () => {
    const estimate = estimateOf(recordedExchange({ end: { usage } }), price({}), 5)
    expect(estimate).to.deep.equal({
      inputTokens: 100_000,
      outputTokens: 1_000,
      isGuess: false,
      dollars: 0.11,
    })
  })
  it('guesses by the size of the request where nothing was counted', () => {
    const source = recordedExchange({ request: requestOf('x'.repeat(4_000)) })
    source.end = undefined
    const estimate = estimateOf(source, price({}), 77)
    expect(estimate.isGuess).to.equal(true)
    expect(estimate.inputTokens).to.be.within(1_000, 1_050)
    expect(estimate.outputTokens).to.equal(77)
  })
  it('has no dollars where the price is not known', () => {
    expect(estimateOf(recordedExchange({ end: { usage } }), undefined, 5)).not.to.have.property('dollars')
  })
})

describe('the typical answer of a recording', () => {
  it('is the mean of those that were counted', () => {
    const exchanges = recordedExchanges([
      { request: requestOf('a'), answer: messageOf('a'), end: { usage: { ...usage, output_tokens: 10 } } },
      { request: requestOf('b'), answer: messageOf('b'), end: { usage: { ...usage, output_tokens: 21 } } },
      { request: requestOf('c') },
    ])
    expect(typicalOutput(exchanges)).to.equal(16)
  })
  it('is guessed where none was', () => {
    expect(typicalOutput(recordedExchanges([{ request: requestOf('c') }]))).to.be.greaterThan(0)
  })
})

describe('a free price', () => {
  it('is one that costs nothing at any length', () => {
    expect(isSurelyFree(price({ input: 0, output: 0 }))).to.equal(true)
    expect(isSurelyFree(price({ input: 0 }))).to.equal(false)
    const tiers = [{ above: 200_000, input: 1, output: 1 }]
    expect(isSurelyFree(price({ input: 0, output: 0, tiers }))).to.equal(false)
  })
  it('is never one that is not known', () => expect(isSurelyFree(undefined)).to.equal(false))
})
