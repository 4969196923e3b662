import { expect } from 'chai'
import { givenPrice, modelFacts } from '../../src/core/model-facts.ts'

describe('the facts of a model', () => {
  it('are found by its name, with or without the vendor in front', () => {
    expect(modelFacts()('gpt-4o-mini')).to.deep.equal({ contextWindow: 128_000, maxOutput: 16_384 })
    expect(modelFacts()('openai/gpt-5.1')).to.deep.equal({ contextWindow: 400_000, maxOutput: 128_000 })
    expect(modelFacts()('o3')).to.deep.equal({ contextWindow: 200_000, maxOutput: 100_000 })
  })

  it('are none where nobody knows them', () => {
    expect(modelFacts()('qwen3-coder:30b')).to.deep.equal({})
  })

  it('are what the configuration says, laid over what is known', () => {
    const facts = modelFacts({ 'qwen3*': { contextWindow: 32_768 }, 'gpt-4o': { maxOutput: 4_096 } })
    expect(facts('qwen3-coder:30b')).to.deep.equal({ contextWindow: 32_768 })
    expect(facts('gpt-4o')).to.deep.equal({ contextWindow: 128_000, maxOutput: 4_096 })
  })

  it('may be those of one backend', () => {
    const facts = modelFacts({ 'work:*': { contextWindow: 1_000 }, 'gpt-4o': { contextWindow: 2_000 } })
    expect(facts('qwen3', 'work').contextWindow).to.equal(1_000)
    expect(facts('qwen3', 'other').contextWindow).to.equal(undefined)
    expect(facts('gpt-4o', 'other').contextWindow).to.equal(2_000)
  })

  it('keep prices apart: those are asked for by backend and model', () => {
    const price = { input: 1, output: 2 }
    const own = {
      'gpt-4o': { maxOutput: 4_096 },
      'gpt-*': { price },
      'work:qwen*': { price: { ...price, source: 'a contract', date: '2026-11-26' } },
    }
    expect(modelFacts(own)('gpt-5.1')).to.deep.equal({ contextWindow: 400_000, maxOutput: 128_000 })
    expect(givenPrice(own, 'any', 'openai/gpt-4o')).to.deep.equal({
      ...price,
      source: 'the configuration',
      date: '',
    })
    expect(givenPrice(own, 'work', 'qwen3')).to.include({ source: 'a contract' })
    expect(givenPrice(own, 'other', 'qwen3')).to.equal(undefined)
  })
})
