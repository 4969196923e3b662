import { expect } from 'chai'
import { usageOf } from '../../../src/backends/bedrock/usage.ts'

describe('the usage of Converse', () => {
  it('counts what came from a cache apart, as the API does', () => {
    const usage = usageOf({
      inputTokens: 10,
      outputTokens: 5,
      cacheReadInputTokens: 900,
      cacheWriteInputTokens: 300,
      cacheDetails: [
        { ttl: '1h', inputTokens: 200 },
        { ttl: '5m', inputTokens: 100 },
      ],
    })
    expect(usage).to.deep.include({
      input_tokens: 10,
      output_tokens: 5,
      cache_read_input_tokens: 900,
      cache_creation_input_tokens: 300,
      cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
    })
  })
  it('says nothing of caches where Bedrock does not', () => {
    expect(usageOf({ inputTokens: 1, outputTokens: 2 })).to.deep.include({
      cache_read_input_tokens: null,
      cache_creation: null,
    })
    expect(usageOf({})).to.include({ input_tokens: 0, output_tokens: 0 })
  })
})
