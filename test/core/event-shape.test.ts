import { expect } from 'chai'
import { events, message, toolUse } from 'claudecodex/testing'
import { eventFault, messageFault } from '../../src/core/event-shape.ts'

const whole = message([
  { type: 'thinking', thinking: 'hm', signature: 's' },
  { type: 'redacted_thinking', data: 'd' },
  { type: 'text', text: 'hi', citations: null },
  toolUse('Read', { path: '/a' }),
])

describe('the shape of an event', () => {
  it('is right in every event of an answer', () => {
    expect(events(whole).map(event => eventFault(event))).to.deep.equal(events(whole).map(() => undefined))
  })
  it('needs nothing but a name where the type is unknown', () => {
    for (const event of [
      { type: 'ping' },
      { type: 'of_tomorrow', x: 1 },
      { type: 'content_block_start', index: 0, content_block: { type: 'of_tomorrow' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'of_tomorrow' } },
    ]) {
      expect(eventFault(event)).to.equal(undefined)
    }
  })
  it('is none where something is no event at all', () => {
    for (const value of [undefined, null, 7, 'ping', {}, [], { type: 7 }]) {
      expect(eventFault(value)).to.equal('something that is no event')
    }
  })
  it('is wrong where a field is missing that every reader looks at', () => {
    for (const event of [
      { type: 'message_start' },
      { type: 'message_start', message: { content: [] } },
      { type: 'content_block_start', index: 0 },
      { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', name: 'x' } },
      { type: 'content_block_start', content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta' } },
      { type: 'content_block_delta', index: 0.5, delta: { type: 'text_delta', text: '' } },
      { type: 'content_block_stop' },
      { type: 'message_delta', delta: {} },
      { type: 'error', error: {} },
    ]) {
      expect(eventFault(event)).to.equal(`a ${event.type} that lacks what it must have`)
    }
  })
  it('is wrong where the type would be more than one line of the stream', () => {
    expect(eventFault({ type: 'x\n\nevent: message_stop' })).to.match(/^a x/)
    expect(eventFault({ type: '' })).to.be.a('string')
  })
})

describe('the shape of a message', () => {
  it('is a list of blocks with usage', () => {
    expect(messageFault(whole)).to.equal(undefined)
    expect(messageFault({ content: 'text', usage: {} })).to.equal('something that is no message')
    expect(messageFault({ content: [] })).to.equal('a message without usage')
    expect(messageFault({ content: [null], usage: {} })).to.equal('a message with something that is no block')
  })
})
