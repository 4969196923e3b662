import { expect } from 'chai'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { emptyMessage } from '../../src/anthropic/message.ts'
import { LegalStream } from '../../src/core/legal-stream.ts'

const start: StreamEvent = { type: 'message_start', message: emptyMessage('msg_1', 'm') }
const text = (index: number): StreamEvent => ({
  type: 'content_block_start',
  index,
  content_block: { type: 'text', text: '', citations: null },
})
const tool = (index: number): StreamEvent => ({
  type: 'content_block_start',
  index,
  content_block: { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: {} },
})
const thinking = (index: number): StreamEvent => ({
  type: 'content_block_start',
  index,
  content_block: { type: 'thinking', thinking: '', signature: '' },
})
const say = (index: number, said = 'x'): StreamEvent => ({
  type: 'content_block_delta',
  index,
  delta: { type: 'text_delta', text: said },
})
const stop = (index: number): StreamEvent => ({ type: 'content_block_stop', index })
const finish = (reason: 'end_turn' | 'tool_use' | null = 'end_turn'): StreamEvent => ({
  type: 'message_delta',
  delta: { stop_reason: reason, stop_sequence: null },
  usage: { output_tokens: 1 },
})
const over: StreamEvent = { type: 'message_stop' }

function passed(events: readonly StreamEvent[], changed = true): readonly StreamEvent[] {
  const legal = new LegalStream()
  legal.changed = changed
  return [...events.flatMap(event => legal.accept(event)), ...legal.end()]
}

const shape = (events: readonly StreamEvent[]): readonly string[] =>
  events.map(event => ('index' in event ? `${event.type} ${event.index}` : event.type))

const reasonOf = (events: readonly StreamEvent[]): unknown => {
  const delta = events.find(event => event.type === 'message_delta')
  return delta?.type === 'message_delta' ? delta.delta.stop_reason : undefined
}

describe('a stream behind a layer that changes events (rule 5)', () => {
  it('passes a legal stream as it is', () => {
    const events = [start, text(0), say(0), stop(0), finish(), over]
    expect(passed(events)).to.deep.equal(events)
  })

  it('numbers blocks from 0 when one in between was dropped', () => {
    const events = passed([start, text(1), say(1), stop(1), text(3), stop(3), finish(), over])
    expect(shape(events)).to.deep.equal(
      shape([start, text(0), say(0), stop(0), text(1), stop(1), finish(), over]),
    )
  })

  it('closes a block whose end was dropped before it opens the next', () => {
    const events = passed([start, text(0), say(0), text(1), stop(1), finish(), over])
    expect(shape(events).slice(2, 6)).to.deep.equal([
      'content_block_delta 0',
      'content_block_stop 0',
      'content_block_start 1',
      'content_block_stop 1',
    ])
  })

  it('drops deltas and ends of blocks that never began, and deltas that do not fit their block', () => {
    const events = passed([start, say(0), stop(0), tool(0), say(0), stop(0), finish('tool_use'), over])
    expect(shape(events)).to.deep.equal(shape([start, tool(0), stop(0), finish(), over]))
  })

  it('says end_turn when the tool calls are gone, and tool_use when there is one', () => {
    expect(reasonOf(passed([start, text(0), stop(0), finish('tool_use'), over]))).to.equal('end_turn')
    expect(reasonOf(passed([start, tool(0), stop(0), finish('end_turn'), over]))).to.equal('tool_use')
    expect(reasonOf(passed([start, text(0), stop(0), finish(null), over]))).to.equal('end_turn')
  })

  it('begins and ends a stream whose frame was dropped', () => {
    const legal = new LegalStream()
    legal.changed = true
    if (start.type === 'message_start') legal.began(start.message)
    const events = [...[text(0), say(0)].flatMap(event => legal.accept(event)), ...legal.end()]
    expect(shape(events)).to.deep.equal(shape([start, text(0), say(0), stop(0), finish(), over]))
    expect(events[0]).to.deep.equal(start)
  })

  it('gives an answer without any content an empty text: the client would ask again after none', () => {
    expect(shape(passed([start, finish(), over]))).to.deep.equal(
      shape([start, text(0), stop(0), finish(), over]),
    )
  })

  it('opens a block once, and a tool call of an id once: clients drop the second', () => {
    const once = [start, text(0), say(0), stop(0), tool(1), stop(1), finish('tool_use'), over]
    expect(
      shape(
        passed(
          once.flatMap((event): StreamEvent[] =>
            event.type === 'content_block_start' ? [event, event] : [event],
          ),
        ),
      ),
    ).to.deep.equal(shape(once))
    expect(
      shape(passed([start, tool(0), stop(0), tool(1), stop(1), finish('tool_use'), over])),
    ).to.deep.equal(shape([start, tool(0), stop(0), finish('tool_use'), over]))
  })

  it('lets nothing follow a signature in its block', () => {
    const signature: StreamEvent = {
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'signature_delta', signature: 's' },
    }
    const thought: StreamEvent = {
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'thinking_delta', thinking: 'x' },
    }
    const events = passed([
      start,
      thinking(0),
      thought,
      signature,
      signature,
      thought,
      stop(0),
      finish(),
      over,
    ])
    expect(events).to.deep.equal([start, thinking(0), thought, signature, stop(0), finish(), over])
  })

  it('signs a thinking block that nobody signed', () => {
    const events = passed([start, thinking(0), stop(0), text(1), stop(1), finish(), over])
    expect(events[2]).to.deep.equal({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'signature_delta', signature: '' },
    })
  })

  it('lets nothing follow the end, and no second beginning through', () => {
    const events = passed([start, start, text(0), stop(0), finish(), finish(), over, over, say(0)])
    expect(shape(events)).to.deep.equal(shape([start, text(0), stop(0), finish(), over]))
  })

  it('gives a message_delta without usage the count that SDKs need', () => {
    const bare = { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null } }
    const events = passed([start, text(0), stop(0), bare as StreamEvent, over])
    expect(events.at(-2)).to.have.nested.property('usage.output_tokens', 0)
  })

  it("leaves an upstream's own oddities alone as long as nothing was changed", () => {
    const odd = [start, text(0), text(1), say(0), say(1), stop(1), stop(0), finish('end_turn'), over, over]
    expect(passed(odd, false)).to.deep.equal(odd)
  })

  it('lets events of unknown types pass', () => {
    const unknown = { type: 'message_weather', sky: 'grey' } as unknown as StreamEvent
    expect(passed([start, unknown, text(0), stop(0), finish(), over])).to.include(unknown)
  })
})
