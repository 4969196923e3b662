import { AssertionError } from 'node:assert'
import { expect } from 'chai'
import fc from 'fast-check'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import { assertLegalStream } from '../../src/testing/legal-stream.ts'
import { message, toolUse } from '../../src/testing/messages.ts'
import { assertLegalStream as otherJudge, stream } from '../support/streams.ts'

const whole: readonly StreamEvent[] = [
  ...unfold(
    message([
      { type: 'thinking', thinking: 'hm', signature: 'x' },
      { type: 'text', text: 'hello', citations: null },
      toolUse('Read', { file_path: '/a' }),
    ]),
  ),
]

const isLegal = (events: readonly StreamEvent[], judge = assertLegalStream): boolean => {
  try {
    judge(events)
    return true
  } catch {
    return false
  }
}

/** The whole stream with the first event of a kind replaced. */
const replaced = (
  fits: (event: StreamEvent) => boolean,
  change: (event: StreamEvent) => unknown,
): StreamEvent[] => {
  const place = whole.findIndex(fits)
  return whole.toSpliced(place, 1, change(whole[place] as StreamEvent) as StreamEvent)
}
const startOf = (type: string) => (event: StreamEvent) =>
  event.type === 'content_block_start' && event.content_block.type === type
const block = (change: object) => (event: StreamEvent) => ({
  ...event,
  content_block: { ...(event as StreamEvent & { type: 'content_block_start' }).content_block, ...change },
})

const illegal: readonly (readonly [string, readonly StreamEvent[], RegExp])[] = [
  ['without an end', whole.slice(0, -1), /ends without message_stop/],
  ['that goes on behind its end', [...whole, { type: 'ping' }], /nothing may follow/],
  ['that begins twice', [whole[0] as StreamEvent, ...whole], /event 1 .*once and first/],
  [
    'with a gap in its indices',
    replaced(startOf('thinking'), event => ({ ...event, index: 1 })),
    /must be 0/,
  ],
  ['with a text that does not begin empty', replaced(startOf('text'), block({ text: 'x' })), /begins empty/],
  [
    'with tool input outside of deltas',
    replaced(startOf('tool_use'), block({ input: { a: 1 } })),
    /as deltas/,
  ],
  ['with a tool call without id', replaced(startOf('tool_use'), block({ id: '' })), /needs an id/],
  ['with a tool call without name', replaced(startOf('tool_use'), block({ name: '' })), /needs a name/],
  [
    'without a token count',
    replaced(
      ({ type }) => type === 'message_delta',
      event => ({ ...event, usage: {} }),
    ),
    /usage\.output_tokens/,
  ],
  [
    'without a stop reason',
    replaced(
      ({ type }) => type === 'message_delta',
      event => ({ ...event, delta: { stop_reason: null } }),
    ),
    /stop_reason/,
  ],
  [
    'with content in its beginning',
    replaced(
      ({ type }) => type === 'message_start',
      event => ({ ...event, message: message('x') }),
    ),
    /must be empty/,
  ],
  [
    'with input that is no object',
    replaced(
      event => event.type === 'content_block_delta' && event.delta.type === 'input_json_delta',
      event => ({ ...event, delta: { type: 'input_json_delta', partial_json: '[1]' } }),
    ),
    /no JSON object/,
  ],
]

describe('the judge of streams', () => {
  it('accepts every legal stream, cut and with pings', () => {
    fc.assert(fc.property(stream(), ({ events }) => assertLegalStream(events)))
  })

  for (const [name, events, reason] of illegal) {
    it(`refuses a stream ${name}`, () =>
      expect(() => assertLegalStream(events)).to.throw(AssertionError, reason))
  }

  it('refuses two tool calls with one id', () => {
    const events = [...unfold(message([toolUse('Read'), toolUse('Read')]))]
    expect(() => assertLegalStream(events)).to.throw(/an id of its own/)
  })

  it('refuses a stream that misses any event but a delta of text', () => {
    for (const [place, event] of whole.entries()) {
      const isText = event.type === 'content_block_delta' && event.delta.type !== 'signature_delta'
      if (!isText)
        expect(isLegal(whole.toSpliced(place, 1)), `without ${event.type} ${place}`).to.equal(false)
    }
  })

  it('accepts any beginning of a stream where a part is enough', () => {
    for (const length of whole.keys()) assertLegalStream(whole.slice(0, length), { partial: true })
    expect(() => assertLegalStream(whole.slice(1), { partial: true })).to.throw(/event 0/)
  })

  it('accepts unknown events, blocks and deltas', () => {
    const unknown = [
      whole[0],
      { type: 'news' },
      { type: 'content_block_start', index: 0, content_block: { type: 'hologram' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'hologram_delta' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'x' } },
      { type: 'content_block_stop', index: 0 },
      ...whole.slice(-2),
    ] as StreamEvent[]
    assertLegalStream(unknown)
  })

  it('agrees with the judge of this project’s own tests on streams in disorder', () => {
    const disorder = fc
      .tuple(stream(), fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 3 }))
      .map(([{ events }, swaps]) => {
        const list = [...events]
        for (const [from, to] of swaps) {
          const [event] = list.splice(from % list.length, 1)
          if (event) list.splice(to % (list.length + 1), 0, event)
        }
        return list
      })
    fc.assert(
      fc.property(disorder, events => {
        expect(isLegal(events), JSON.stringify(events)).to.equal(isLegal(events, otherJudge))
      }),
    )
  })
})
