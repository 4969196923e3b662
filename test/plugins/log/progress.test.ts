import { expect } from 'chai'
import type { StreamEvent } from 'claudecodex'
import fc from 'fast-check'
import { Progress } from '../../../plugins/log/progress.ts'
import type { Row } from '../../../plugins/log/row.ts'
import { aMessage, anExchange, startedAt, tool } from './exchanges.ts'

const start: StreamEvent = { type: 'message_start', message: aMessage([]) }
const begin = (content_block: object): StreamEvent =>
  ({ type: 'content_block_start', index: 0, content_block }) as StreamEvent
const delta = (fields: object): StreamEvent =>
  ({ type: 'content_block_delta', index: 0, delta: fields }) as StreamEvent
const end = (usage: object): StreamEvent => ({ type: 'message_delta', delta: {}, usage }) as StreamEvent

const shownAfter = (...events: readonly StreamEvent[]): Row => {
  const progress = new Progress(anExchange())
  for (const event of events) progress.add(event)
  return progress.row(startedAt + 1_500)
}

describe('the progress of an answer', () => {
  it('waits at first, and counts the time', () => {
    const row = shownAfter()
    expect(row).to.include({ state: 'open', text: 'waiting', total: 1_500 })
    expect(row).not.to.have.property('tokens')
  })

  const phases: [events: readonly StreamEvent[], text: string][] = [
    [[start], 'answering'],
    [[start, begin({ type: 'thinking' })], 'thinking'],
    [[start, begin({ type: 'redacted_thinking' })], 'thinking'],
    [[start, begin({ type: 'text' })], 'writing'],
  ]
  for (const [events, text] of phases) {
    it(`is ${text} after ${events.length} events`, () => expect(shownAfter(...events).text).to.equal(text))
  }

  it('knows the prompt from the first event and guesses the output from its characters', () => {
    const text = delta({ type: 'text_delta', text: 'x'.repeat(100) })
    const json = delta({ type: 'input_json_delta', partial_json: 'x'.repeat(20) })
    const thinking = delta({ type: 'thinking_delta', thinking: 'x'.repeat(80) })
    expect(shownAfter(start, text, json, thinking).tokens).to.deep.equal({
      context: 62_000,
      input: 1_200,
      cached: 60_800,
      output: 50,
      guessed: true,
    })
  })
  it('believes the counters of the last event, and what it leaves out still stands', () => {
    const row = shownAfter(start, end({ output_tokens: 300, cache_read_input_tokens: null }))
    expect(row.tokens).to.deep.equal({ context: 62_000, input: 1_200, cached: 60_800, output: 300 })
  })
  it('names tools while their input still comes', () => {
    const row = shownAfter(start, begin(tool('Bash', {})), begin(tool('mcp__github__list', {})))
    expect(row.tools.map(({ name }) => name)).to.deep.equal(['Bash', 'github:list'])
  })
  it('takes events of any shape', () => {
    const types = ['message_start', 'content_block_start', 'content_block_delta', 'message_delta', 'unknown']
    const part = fc.oneof(
      fc.constant(undefined),
      fc.constant(null),
      fc.dictionary(fc.string(), fc.jsonValue()),
    )
    const event = fc.record({
      type: fc.constantFrom(...types),
      message: part,
      content_block: part,
      delta: part,
      usage: part,
    })
    fc.assert(fc.property(event, given => void shownAfter(given as unknown as StreamEvent)))
  })
})
