import { expect } from 'chai'
import { emptyUsage, type Usage } from '../../src/anthropic/message.ts'
import { costOf, type Price, ratesFor } from '../../src/core/price.ts'

const price: Price = {
  input: 2,
  output: 10,
  cacheRead: 0.2,
  cacheWrite: 2.5,
  cacheWriteLong: 4,
  source: 'a test',
  date: '2026-11-26',
}
const million = 1_000_000
const usage = (fields: Partial<Usage>): Usage => ({ ...emptyUsage, ...fields })

describe('the cost of an answer', () => {
  it('counts prompt, answer, cache reads and both kinds of cache writes at their own rates', () => {
    const one = (fields: Partial<Usage>) => costOf(usage(fields), price)
    expect(one({ input_tokens: million })).to.equal(2)
    expect(one({ output_tokens: million })).to.equal(10)
    expect(one({ cache_read_input_tokens: million })).to.equal(0.2)
    expect(one({ cache_creation_input_tokens: million })).to.equal(2.5)
    expect(
      one({
        cache_creation_input_tokens: million,
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: million },
      }),
    ).to.equal(4)
    expect(
      one({
        input_tokens: 1_000,
        output_tokens: 100,
        cache_read_input_tokens: 50_000,
        cache_creation_input_tokens: 3_000,
        cache_creation: { ephemeral_5m_input_tokens: 1_000, ephemeral_1h_input_tokens: 2_000 },
      }),
    ).to.be.closeTo(0.0235, 1e-12)
  })

  it('takes the rate of input for cached tokens that have none of their own', () => {
    const { cacheRead: _, cacheWrite: __, cacheWriteLong: ___, ...plain } = price
    const cached = usage({ cache_read_input_tokens: million, cache_creation_input_tokens: million })
    expect(costOf(cached, plain)).to.equal(4)
  })

  it('is unknown, and not zero, where a price or a number is missing', () => {
    expect(costOf(usage({ input_tokens: 5 }), undefined)).to.equal(undefined)
    expect(costOf({} as Usage, price)).to.equal(undefined)
    expect(costOf(usage({ input_tokens: Number.NaN }), price)).to.equal(undefined)
    const { cacheWriteLong: _, ...short } = price
    const long = usage({
      cache_creation_input_tokens: 10,
      cache_creation: { ephemeral_1h_input_tokens: 10 },
    })
    expect(costOf(long, short)).to.equal(undefined)
    expect(costOf(usage({ input_tokens: 5, speed: 'fast' }), price)).to.equal(undefined)
  })

  it('is zero where every rate is, whatever was used', () => {
    const free: Price = { input: 0, output: 0, source: 'this machine', date: '2026-11-26' }
    expect(costOf(usage({ input_tokens: 5, cache_read_input_tokens: 9 }), free)).to.equal(0)
  })

  it('follows the tier of the whole prompt, cached tokens included', () => {
    const tiered: Price = { ...price, tiers: [{ above: 100_000, input: 4, output: 15 }] }
    expect(ratesFor(tiered, 100_000).input).to.equal(2)
    expect(ratesFor(tiered, 100_001).input).to.equal(4)
    const cached = usage({ input_tokens: 1, cache_read_input_tokens: 100_000, output_tokens: million })
    expect(costOf(cached, tiered)).to.be.closeTo(15 + 0.400004, 1e-9)
  })
})
