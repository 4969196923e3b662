import { expect } from 'chai'
import { emptyMessage, emptyUsage, promptTokens, textMessage } from '../../src/anthropic/message.ts'

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

describe('an answer of one text', () => {
  it('is a whole message, each with an id of its own', () => {
    const [one, other] = [textMessage('No.', 'claude-x'), textMessage('No.', 'claude-x')]
    expect(one).to.deep.include({ model: 'claude-x', stop_reason: 'end_turn', usage: emptyUsage })
    expect(one.content).to.deep.equal([{ type: 'text', text: 'No.', citations: null }])
    expect(one.id)
      .to.match(/^msg_[0-9a-f]{32}$/)
      .and.not.to.equal(other.id)
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
