import { expect } from 'chai'
import { promptTokens } from '../../../src/anthropic/message.ts'
import { usageOf } from '../../../src/backends/responses/usage.ts'

describe('usage in the Responses API', () => {
  it('case 93: counts what came from a cache apart from the input', () => {
    const usage = usageOf({
      input_tokens: 1000,
      input_tokens_details: { cached_tokens: 900, cache_write_tokens: 40 },
      output_tokens: 50,
      output_tokens_details: { reasoning_tokens: 30 },
    })
    expect(usage).to.deep.include({
      input_tokens: 60,
      cache_read_input_tokens: 900,
      cache_creation_input_tokens: 40,
      output_tokens: 50,
      output_tokens_details: { thinking_tokens: 30 },
    })
    expect(usage && promptTokens(usage)).to.equal(1000)
  })

  it('is none where nothing is counted', () => {
    expect([undefined, null, {}, { input_tokens: 0, output_tokens: 0 }].map(usageOf)).to.deep.equal(
      Array.from({ length: 4 }, () => undefined),
    )
  })

  it('takes no number that is none', () => {
    const usage = usageOf({ input_tokens: 5, output_tokens: -1, input_tokens_details: { cached_tokens: 9 } })
    expect(usage).to.deep.include({
      input_tokens: 0,
      output_tokens: 0,
      cache_read_input_tokens: 9,
      output_tokens_details: null,
    })
  })
})
