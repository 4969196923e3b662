import { expect } from 'chai'
import type { AnswerBlock } from '../../src/anthropic/blocks.ts'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { emptyMessage, type Message, type StopReason } from '../../src/anthropic/message.ts'
import { faultOfAnswer, Start, saysNothing, textOf, withoutThinking } from '../../src/council/words.ts'
import { closing, opening, textStart, words } from '../support/council.ts'

const thinking: AnswerBlock = { type: 'thinking', thinking: 'hm', signature: 's' }
const text = (words: string): AnswerBlock => ({ type: 'text', text: words, citations: null })
const tool: AnswerBlock = { type: 'tool_use', id: 'toolu_1', name: 'Read', input: {} }
const messageOf = (content: readonly AnswerBlock[], stop_reason: StopReason = 'end_turn'): Message => ({
  ...emptyMessage('msg_1', 'm'),
  content,
  stop_reason,
})

describe('the words of a message', () => {
  it('are its texts, without thinking', () => {
    expect(textOf(messageOf([thinking, text('one '), text('two')]))).to.equal('one two')
  })
  it('are no answer where there are none, or where it refuses', () => {
    expect(faultOfAnswer(messageOf([text('yes')]))).to.equal(undefined)
    expect(faultOfAnswer(messageOf([thinking, text(' \n')]))).to.equal('empty')
    expect(faultOfAnswer(messageOf([tool]))).to.equal('empty')
    expect(faultOfAnswer(messageOf([text('No.')], 'refusal'))).to.equal('refused')
  })
  it('say nothing where neither a text nor a tool does', () => {
    expect(saysNothing(messageOf([thinking]))).to.equal(true)
    expect(saysNothing(messageOf([tool], 'refusal'))).to.equal(true)
    expect(saysNothing(messageOf([tool]))).to.equal(false)
    expect(saysNothing(messageOf([text('yes')]))).to.equal(false)
  })
  it('stay when the thinking goes', () => {
    const message = messageOf([thinking, text('yes'), { type: 'redacted_thinking', data: 'x' }])
    expect(withoutThinking(message).content).to.deep.equal([text('yes')])
  })
})

describe('the start of an answer', () => {
  const toolStart: StreamEvent = { type: 'content_block_start', index: 0, content_block: tool }
  const stop: StreamEvent = { type: 'content_block_stop', index: 0 }
  const placeOfStart = (events: readonly StreamEvent[]): number => {
    const start = new Start()
    return events.findIndex(event => start.see(event))
  }

  it('is its first word, and not space or thinking', () => {
    const thought: StreamEvent = {
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'thinking_delta', thinking: 'hm' },
    }
    expect(placeOfStart([...opening(), textStart(), words('\n'), words('Yes')])).to.equal(3)
    expect(placeOfStart([...opening(), thought, stop, textStart(1), words('Yes', 1)])).to.equal(4)
  })
  it('is a text that comes whole', () => {
    expect(placeOfStart([{ type: 'content_block_start', index: 0, content_block: text('Yes') }])).to.equal(0)
  })
  it('is a tool call when it is whole', () => {
    expect(placeOfStart([...opening(), toolStart, stop])).to.equal(2)
  })
  it('holds everything up to it', () => {
    const start = new Start()
    const events = [...opening(), textStart(), words('Yes')]
    for (const event of events) start.see(event)
    expect(start.held).to.deep.equal(events)
  })
  it('never comes of an empty answer or a refusal', () => {
    for (const [reason, said] of [
      ['end_turn', 'empty'],
      ['refusal', 'refused'],
    ] as const) {
      const start = new Start()
      for (const event of [...opening(), ...closing(reason)]) expect(start.see(event)).to.equal(false)
      expect(() => start.see(undefined)).to.throw(said)
    }
  })
})
