import { expect } from 'chai'
import { emptyMessage, emptyUsage, promptTokens } from '../../src/anthropic/message.ts'

describe('an empty message', () => {
  it('has every field that the SDKs declare, and nothing in them', () => {
    expect(emptyMessage('msg_1', 'claude-x')).to.deep.equal({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-x',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      stop_details: null,
      container: null,
      diagnostics: null,
      usage: emptyUsage,
    })
  })
})

describe('the tokens of a prompt', () => {
  it('include what the cache held and took', () => {
    const usage = {
      input_tokens: 3,
      output_tokens: 9,
      cache_creation_input_tokens: 20,
      cache_read_input_tokens: 100,
    }
    expect(promptTokens(usage)).to.equal(123)
    expect(promptTokens({ input_tokens: 3, output_tokens: 9, cache_read_input_tokens: null })).to.equal(3)
  })
})
