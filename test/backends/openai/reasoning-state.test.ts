import { expect } from 'chai'
import { type Dialect, plainDialect } from '../../../src/backends/openai/dialect.ts'
import { ReasoningState } from '../../../src/backends/openai/reasoning-state.ts'
import type { ChatDelta, ToolCallDelta } from '../../../src/backends/openai/types.ts'

const stateOf = (
  reasoningBack: Dialect['reasoningBack'],
  ...deltas: readonly ChatDelta[]
): ReasoningState => {
  const state = new ReasoningState({ ...plainDialect, reasoningBack })
  for (const delta of deltas) state.see(delta)
  return state
}

const signed = (signature: unknown): ToolCallDelta => ({
  id: 'call_1',
  function: { name: 'Bash', arguments: '{}' },
  extra_content: { google: { thought_signature: signature } },
})
const details = (...reasoning_details: readonly unknown[]): ChatDelta => ({ reasoning_details })

describe('the state of reasoning', () => {
  it('names who can read it', () => {
    const providers = (['gemini', 'reasoning_details', 'reasoning_content', 'none'] as const).map(
      back => stateOf(back).provider,
    )
    expect(providers).to.deep.equal(['gemini', 'openrouter', 'reasoning', 'nobody'])
  })

  it('is nothing where the host wants nothing back', () => {
    const state = stateOf(
      'none',
      { tool_calls: [signed('S')] },
      details({ type: 'reasoning.text', text: 'a' }),
    )
    state.think('a')
    expect(state.whole).to.equal(undefined)
    expect(state.taken()).to.equal(undefined)
  })

  it('is nothing where nothing has come', () => {
    for (const back of ['gemini', 'reasoning_details', 'reasoning_content'] as const) {
      const state = stateOf(back, {}, { content: 'text', tool_calls: null, reasoning_details: null })
      expect(state.whole, back).to.equal(undefined)
      expect(state.taken(), back).to.equal(undefined)
    }
  })
})

describe('the state of Gemini', () => {
  it('case 83: is the signature of the first call', () => {
    const call: ToolCallDelta = { id: 'call_2', function: { name: 'Bash', arguments: '{}' } }
    expect(stateOf('gemini', { tool_calls: [signed('S'), call] }).whole).to.equal('S')
    expect(stateOf('gemini', { tool_calls: [signed('S')] }, { tool_calls: [signed('T')] }).whole).to.equal(
      'S',
    )
  })

  it('case 83: may come alone, behind the text', () => {
    const lone = { content: null, extra_content: { google: { thought_signature: 'S' } } }
    expect(stateOf('gemini', { content: 'text' }, lone).whole).to.equal('S')
  })

  it('is given to a carrier once', () => {
    const state = stateOf('gemini', { tool_calls: [signed('S')] })
    expect(state.taken()).to.equal('S')
    expect(state.taken()).to.equal(undefined)
    expect(state.whole).to.equal('S')
  })

  it('is nothing that is no text', () => {
    const odd = [
      signed(undefined),
      signed(3),
      { extra_content: null },
      { extra_content: 'x' },
      { extra_content: { google: null } },
    ]
    expect(stateOf('gemini', { tool_calls: odd as readonly ToolCallDelta[] }).whole).to.equal(undefined)
  })
})

describe('the state of OpenRouter', () => {
  it('case 85: has the details in their order, whatever they hold', () => {
    const text = {
      type: 'reasoning.text',
      text: 'a',
      signature: 's',
      format: 'anthropic-claude-v1',
      index: 0,
    }
    const encrypted = { type: 'reasoning.encrypted', data: 'x', id: 'rs_1', index: 1 }
    const call = { type: 'reasoning.server_tool_call', future: { field: [1] } }
    expect(stateOf('reasoning_details', details(text, encrypted), details(call)).whole).to.deep.equal([
      text,
      encrypted,
      call,
    ])
  })

  it('case 85: puts the fragments of one detail together', () => {
    const state = stateOf(
      'reasoning_details',
      details({ type: 'reasoning.text', index: 0, text: 'Let ', format: 'f' }),
      details({ type: 'reasoning.text', index: 0, text: 'me see.' }),
      details({ type: 'reasoning.text', index: 0, text: null, signature: 's' }),
      details({ type: 'reasoning.summary', index: 1, summary: 'a' }),
      details({ type: 'reasoning.summary', index: 1, summary: 'b' }),
      details({ type: 'reasoning.encrypted', index: 1, data: 'x' }),
    )
    expect(state.whole).to.deep.equal([
      { type: 'reasoning.text', index: 0, text: 'Let me see.', format: 'f', signature: 's' },
      { type: 'reasoning.summary', index: 1, summary: 'ab' },
      { type: 'reasoning.encrypted', index: 1, data: 'x' },
    ])
  })

  it('case 85: keeps details without an index apart', () => {
    const one = { type: 'reasoning.text', text: 'a' }
    expect(stateOf('reasoning_details', details(one), details(one)).whole).to.deep.equal([one, one])
  })

  it('is given to a carrier whole, each time something has come', () => {
    const state = stateOf('reasoning_details', details({ type: 'reasoning.text', index: 0, text: 'a' }))
    expect(state.taken()).to.deep.equal([{ type: 'reasoning.text', index: 0, text: 'a' }])
    expect(state.taken()).to.equal(undefined)
    state.see(details({ type: 'reasoning.encrypted', index: 1, data: 'x' }))
    expect(state.taken()).to.have.length(2)
  })

  it('does not change what a host has sent', () => {
    const sent = Object.freeze({ type: 'reasoning.text', index: 0, text: 'a' })
    stateOf('reasoning_details', details(sent), details(sent))
    expect(sent.text).to.equal('a')
  })
})

describe('the state of DeepSeek', () => {
  it('case 84: is the text of its reasoning, which stands in the block already', () => {
    const state = stateOf('reasoning_content')
    state.think('Let me ')
    state.think('see.')
    expect(state.whole).to.equal('Let me see.')
    expect(state.taken()).to.equal(undefined)
  })
})
