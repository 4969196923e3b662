import { expect } from 'chai'
import fc from 'fast-check'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { emptyMessage, type Message } from '../../src/anthropic/message.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import { assertLegalStream, message, stream } from '../support/streams.ts'

const base = emptyMessage('msg_1', 'claude-x')

const deltasOf = (content: unknown[]): unknown[] =>
  [...unfold({ ...base, stop_reason: 'end_turn', content } as unknown as Message)]
    .filter(
      (event): event is StreamEvent & { type: 'content_block_delta' } => event.type === 'content_block_delta',
    )
    .map(event => event.delta)

describe('unfold', () => {
  it('yields a legal stream for any message', () => {
    fc.assert(fc.property(message(), whole => assertLegalStream([...unfold(whole)])))
  })

  it('yields one that stays legal when its deltas are cut', () => {
    fc.assert(fc.property(stream(), ({ events }) => assertLegalStream(events)))
  })

  it('sends tool input as a delta, where Claude Code looks for it, an empty one too', () => {
    const tool = { type: 'tool_use', id: 'a', name: 'Bash', input: { command: 'ls' } }
    expect(deltasOf([tool])).to.deep.equal([{ type: 'input_json_delta', partial_json: '{"command":"ls"}' }])
    expect(deltasOf([{ ...tool, input: {} }])).to.deep.equal([
      { type: 'input_json_delta', partial_json: '{}' },
    ])
  })

  it('signs thinking last, and once', () => {
    expect(deltasOf([{ type: 'thinking', thinking: 'hm', signature: 's' }])).to.deep.equal([
      { type: 'thinking_delta', thinking: 'hm' },
      { type: 'signature_delta', signature: 's' },
    ])
    expect(deltasOf([{ type: 'thinking', thinking: '' }])).to.deep.equal([
      { type: 'signature_delta', signature: '' },
    ])
  })

  it('sends citations one by one, and blocks without deltas whole', () => {
    const cited = { type: 'text', text: 'a', citations: [{ n: 1 }, { n: 2 }] }
    const found = { type: 'web_search_tool_result', content: [1] }
    const events = [...unfold({ ...base, content: [cited, found] } as unknown as Message)]
    expect(events[1]).to.have.deep.property('content_block', { type: 'text', text: '', citations: [] })
    expect(deltasOf([cited, found])).to.have.length(3)
    expect(events).to.deep.include({ type: 'content_block_start', index: 1, content_block: found })
  })

  it('tells the prompt first and the answer last, with the fields that the SDKs read at the end', () => {
    const whole = {
      ...base,
      stop_reason: 'refusal',
      stop_details: { type: 'refusal' },
      context_management: { edits: [] },
      usage: { input_tokens: 5, output_tokens: 9 },
    } as const
    const events = [...unfold(whole)]
    expect(events[0]).to.have.deep.nested.property('message.usage', { input_tokens: 5, output_tokens: 0 })
    expect(events[0]).to.have.nested.property('message.stop_details', null)
    expect(events.at(-2)).to.deep.equal({
      type: 'message_delta',
      delta: {
        stop_reason: 'refusal',
        stop_sequence: null,
        stop_details: { type: 'refusal' },
        container: null,
      },
      usage: { input_tokens: 5, output_tokens: 9 },
      context_management: { edits: [] },
    })
  })

  it('forgives an upstream that leaves out content, usage and stop reason', () => {
    const events = [
      ...unfold({ id: 'm', type: 'message', role: 'assistant', model: 'x' } as unknown as Message),
    ]
    expect(events.map(event => event.type)).to.deep.equal(['message_start', 'message_delta', 'message_stop'])
    expect(events[1]).to.have.deep.property('usage', { input_tokens: 0, output_tokens: 0 })
  })
})
