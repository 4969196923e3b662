import { AssertionError, expect } from 'chai'
import fc from 'fast-check'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { BlockWriter } from '../../src/wire/block-writer.ts'
import { assertLegalStream, stream } from './streams.ts'

const writer = new BlockWriter({ id: 'msg_1', model: 'x' })
const legal: readonly StreamEvent[] = [
  ...writer.thinking('hm'),
  ...writer.text('a'),
  ...writer.tool(0, { id: 'a', name: 'Bash' }, '{"b":1}'),
  ...writer.finish(),
]

/** The legal stream with the event at a place replaced by others. */
const changed = (place: number, ...events: (object | undefined)[]): StreamEvent[] =>
  legal.toSpliced(place, 1, ...(events.filter(Boolean) as StreamEvent[]))

describe('assertLegalStream', () => {
  it('accepts legal streams', () => {
    assertLegalStream(legal)
    fc.assert(fc.property(stream(), ({ events }) => assertLegalStream(events)))
  })

  it('refuses a stream that lacks any one of its events, save a delta', () => {
    for (const [place, event] of legal.entries()) {
      const cut = (): void => assertLegalStream(changed(place))
      const may = event.type === 'content_block_delta' && event.delta.type !== 'signature_delta'
      if (may) expect(cut).not.to.throw()
      else expect(cut, `without event ${place}`).to.throw(AssertionError)
    }
  })

  it('refuses a stream that has any one of its events twice, save a delta', () => {
    for (const [place, event] of legal.entries()) {
      const doubled = (): void => assertLegalStream(changed(place, event, event))
      const may =
        event.type === 'content_block_delta' && ['text_delta', 'thinking_delta'].includes(event.delta.type)
      if (may) expect(doubled).not.to.throw()
      else expect(doubled, `with event ${place} twice`).to.throw()
    }
  })

  it('refuses deltas of another kind, gaps, late deltas, broken input, doubled ids and a missing count', () => {
    const broken: readonly (readonly [string, StreamEvent[]])[] = [
      ['text_delta', changed(2, { ...legal[2], delta: { type: 'text_delta', text: 'x' } })],
      ['signature is the last', changed(3, legal[3], legal[2])],
      ['contiguous', legal.map(event => ('index' in event ? { ...event, index: event.index + 1 } : event))],
      ['the open block', changed(6, { ...legal[6], index: 0 })],
      ['JSON', changed(9, { ...legal[9], delta: { type: 'input_json_delta', partial_json: '{' } })],
      ['object', changed(9, { ...legal[9], delta: { type: 'input_json_delta', partial_json: '7' } })],
      ['output_tokens', changed(11, { ...legal[11], usage: {} })],
      ['unique', changed(10, legal[10], ...legal.slice(8, 11).map(event => ({ ...event, index: 3 })))],
    ]
    for (const [message, events] of broken) {
      expect(() => assertLegalStream(events), message).to.throw(AssertionError, message)
    }
  })
})
