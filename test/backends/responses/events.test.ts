import { expect } from 'chai'
import fc from 'fast-check'
import { fold } from '../../../src/anthropic/fold.ts'
import { emptyUsage, type Message } from '../../../src/anthropic/message.ts'
import { type AnswerContext, ResponsesReader } from '../../../src/backends/responses/events.ts'
import type { Chunk } from '../../../src/backends/shared/chunks.ts'
import { ToolNames } from '../../../src/backends/shared/names.ts'
import { ReasoningMemory } from '../../../src/backends/shared/reasoning-memory.ts'
import { assertLegalStream } from '../../../src/testing/legal-stream.ts'
import {
  callItem,
  itemEvents,
  messageItem,
  reasoningItem,
  responseEvents,
  responseOf,
} from '../../support/strict/responses-answers.ts'

const contextOf = (more: Partial<AnswerContext> = {}): AnswerContext => ({
  backend: 'work',
  id: 'msg_1',
  asked: 'asked',
  model: 'm',
  names: new ToolNames(64),
  stops: [],
  prefill: '',
  thinking: true,
  singleCall: false,
  memory: new ReasoningMemory(),
  conversation: '',
  takenIds: [],
  estimate: written => ({ ...emptyUsage, input_tokens: 1, output_tokens: written }),
  warn: () => {},
  ...more,
})

function read(chunks: readonly Chunk[], more?: Partial<AnswerContext>): Message {
  const reader = new ResponsesReader(contextOf(more))
  const events = [...chunks.flatMap(chunk => reader.read(chunk)), ...reader.finish(true)]
  assertLegalStream(events)
  return fold(events) as Message
}

const end = (more: Chunk = {}): Chunk => ({ type: 'response.completed', response: responseOf([], more) })

describe('the reader of the Responses API', () => {
  const names = new ToolNames(64)
  const item = fc.oneof(
    fc.string({ minLength: 1 }).map(text => messageItem(text)),
    fc
      .tuple(fc.uuid(), fc.array(fc.string({ minLength: 1 }), { maxLength: 2 }))
      .map(([id, summary]) => reasoningItem(`rs_${id}`, ...summary)),
    fc
      .tuple(fc.uuid(), fc.dictionary(fc.string(), fc.string()))
      .map(([id, input]) => callItem('Bash', input, `call_${id}`)),
  )

  it('makes the same answer of a stream as of a whole body', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), fc.boolean(), (output, thinking) => {
        const streamed = read(responseEvents(output), { thinking, names })
        expect(streamed.content).to.deep.equal(read([responseOf(output)], { thinking, names }).content)
        expect(streamed.stop_reason).to.equal(
          output.some(({ type }) => type === 'function_call') ? 'tool_use' : 'end_turn',
        )
      }),
    )
  })

  it('says the same of items that are told of at their end only', () => {
    const optional = /delta$|_text\.done|arguments\.done|part\.(added|done)|item\.added|created|in_progress/
    fc.assert(
      fc.property(fc.array(item, { maxLength: 4 }), output => {
        const events = responseEvents(output)
        const fewer = events.filter(
          ({ type, output_index: index }) => !optional.test(String(type)) || Number(index ?? 0) % 2 === 0,
        )
        expect(read(fewer).content).to.deep.equal(read(events).content)
      }),
    )
  })

  it('breaks off where the host does', () => {
    const reader = new ResponsesReader(contextOf())
    for (const event of itemEvents(messageItem('Hello'), 0)) reader.read(event)
    expect(() => reader.finish(true)).to.throw('work broke off its answer')
    expect(() => new ResponsesReader(contextOf()).finish(false)).to.throw('work broke off its answer')
  })

  it('says so where a whole answer is none', () => {
    const reader = new ResponsesReader(contextOf())
    reader.read({ hello: 1 })
    expect(() => reader.finish(true)).to.throw('no whole answer of the Responses API')
  })

  it('throws what the host tells of a failure', () => {
    const failed = {
      type: 'response.failed',
      response: { error: { code: 'rate_limit_exceeded', message: 'slow' } },
    }
    expect(() => read([failed]))
      .to.throw('work: slow')
      .with.property('status', 429)
  })

  it('begins anew where a gateway gives one index to several items', () => {
    const events = [
      ...itemEvents(messageItem('One.'), 0),
      ...itemEvents(callItem('Bash', { a: 1 }, 'call_a'), 0),
      ...itemEvents(callItem('Bash', { b: 2 }, 'call_b'), 0),
      end(),
    ]
    expect(read(events).content.map(block => ('input' in block ? block.input : block.type))).to.deep.equal([
      'text',
      { a: 1 },
      { b: 2 },
    ])
  })

  it('shows thoughts or their summary, and never both', () => {
    const place = { output_index: 0, item_id: 'rs_1' }
    const events = [
      { type: 'response.reasoning_text.delta', ...place, content_index: 0, delta: 'Hm' },
      { type: 'response.reasoning_summary_text.delta', ...place, summary_index: 0, delta: 'Thought of it' },
      ...itemEvents(messageItem('Yes.'), 1),
    ]
    expect(read([...events, end()]).content[0]).to.include({ type: 'thinking', thinking: 'Hm' })
  })

  it('remembers with each call the reasoning ahead of it, and what was said in between', () => {
    const memory = new ReasoningMemory()
    read(
      responseEvents([
        reasoningItem('rs_1'),
        messageItem('I look.'),
        reasoningItem('rs_2'),
        callItem('Bash', {}, 'call_a'),
        callItem('Bash', {}, 'call_b'),
      ]),
      { memory, conversation: 's', thinking: false },
    )
    const remembered = memory.recall('s', 'call_a') as readonly { readonly isSpoken: boolean }[]
    expect(remembered.map(({ isSpoken }) => isSpoken)).to.deep.equal([true, false])
    expect(memory.recall('s', 'call_b')).to.equal(undefined)
  })

  it('stops at a sequence of the client, and counts by itself what came until then', () => {
    const message = read(responseEvents([messageItem('one ## two')]).slice(0, -1), { stops: ['##'] })
    expect(message).to.deep.include({ stop_reason: 'stop_sequence', stop_sequence: '##' })
    expect(message.usage.output_tokens).to.be.above(0)
  })
})
