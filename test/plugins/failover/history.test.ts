import { expect } from 'chai'
import { InvalidRequestError, type MessagesRequest, OverloadedError } from 'claudecodex'
import { withoutForeignThinking } from '../../../plugins/failover/history.ts'

const foreign = new InvalidRequestError('messages.1.content.0: Invalid `signature` in `thinking` block')
const missing = new InvalidRequestError(
  'messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`.',
)
const call = { type: 'tool_use', id: 'call_1', name: 'ls', input: {} } as const
const thought = { type: 'thinking', thinking: 'hm', signature: 'of-somebody-else' } as const
const result = { type: 'tool_result', tool_use_id: 'call_1', content: 'a' } as const

const request: MessagesRequest = {
  model: 'm',
  max_tokens: 2_000,
  thinking: { type: 'enabled', budget_tokens: 1_024 },
  messages: [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: [thought] },
    { role: 'assistant', content: [thought, call] },
    { role: 'user', content: [result] },
  ],
}

describe('a history in which another model has thought', () => {
  it('goes without that thinking, and the tool loop goes on without any', () => {
    const { thinking: _, ...rest } = request
    expect(withoutForeignThinking(foreign, request)).to.deep.equal({
      ...rest,
      messages: [request.messages[0], { role: 'assistant', content: [call] }, request.messages[3]],
    })
  })
  it('goes on thinking where that needs none of what was before', () => {
    const adaptive: MessagesRequest = { ...request, thinking: { type: 'adaptive' } }
    expect(withoutForeignThinking(foreign, adaptive)).to.deep.include({ thinking: { type: 'adaptive' } })
    const asked: MessagesRequest = {
      ...request,
      messages: [...request.messages, { role: 'user', content: 'and?' }],
    }
    expect(withoutForeignThinking(missing, asked)).to.have.property('thinking')
  })
  it('takes the order to clear thinking along', () => {
    const edits = [{ type: 'clear_thinking_20251015' }, { type: 'clear_tool_uses_20250919' }]
    const managed = { ...request, context_management: { edits } }
    expect(withoutForeignThinking(missing, managed)).to.deep.include({
      context_management: { edits: [edits[1]] },
    })
    const only = { ...request, context_management: { edits: [edits[0]] } }
    expect(withoutForeignThinking(missing, only as MessagesRequest)).not.to.have.property(
      'context_management',
    )
    const odd = { ...request, context_management: { other: 1 } }
    expect(withoutForeignThinking(missing, odd)).to.deep.include({ context_management: { other: 1 } })
  })
  it('is left alone where it was refused for anything else', () => {
    expect(withoutForeignThinking(new InvalidRequestError('messages: no'), request)).to.equal(undefined)
    expect(withoutForeignThinking(new OverloadedError(foreign.message), request)).to.equal(undefined)
  })
})
