import { expect } from 'chai'
import fc from 'fast-check'
import { InternalError } from '../../src/anthropic/errors.ts'
import type { BlockDelta, StreamEvent } from '../../src/anthropic/events.ts'
import { Folder, fold, foldStream } from '../../src/anthropic/fold.ts'
import { emptyMessage, type Message } from '../../src/anthropic/message.ts'
import { decodeFrames, encodeEvents } from '../../src/anthropic/sse.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import { message, stream, streamOf } from '../support/streams.ts'
import { json, jsonObject } from '../support/values.ts'

const base = emptyMessage('msg_1', 'claude-x', {
  input_tokens: 5,
  output_tokens: 1,
  cache_read_input_tokens: 8,
})
const start: StreamEvent = { type: 'message_start', message: base }
const end = (fields: object, usage: object = {}): StreamEvent =>
  ({
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage,
    ...fields,
  }) as StreamEvent
const open = (content_block: object, index = 0): StreamEvent =>
  ({ type: 'content_block_start', index, content_block }) as StreamEvent
const delta = (fields: object, index = 0): StreamEvent => ({
  type: 'content_block_delta',
  index,
  delta: fields as BlockDelta,
})
const fragment = (partial_json: string): StreamEvent => delta({ type: 'input_json_delta', partial_json })

const content = (...events: StreamEvent[]): unknown => fold([start, ...events])?.content
const tool = { type: 'tool_use', id: 'a', name: 'Bash', input: {} }

describe('fold', () => {
  it('gives back what was unfolded, unknown fields and blocks included', () => {
    fc.assert(
      fc.property(message(), whole => {
        expect(fold(unfold(whole))).to.deep.equal(whole)
      }),
      { numRuns: 300 },
    )
  })

  it('gives it back however its deltas are cut', () => {
    fc.assert(
      fc.property(stream(), ({ message, events }) => {
        expect(fold(events)).to.deep.equal(message)
      }),
      { numRuns: 300 },
    )
  })

  it('leaves the events as they are', () => {
    const freeze = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      for (const inner of Object.values(value)) freeze(inner)
      Object.freeze(value)
    }
    fc.assert(
      fc.property(stream(), ({ message, events }) => {
        freeze(events)
        expect(fold(events)).to.deep.equal(message)
      }),
      { numRuns: 20 },
    )
  })

  it('overwrites usage with later counts, and never with nothing', () => {
    const folded = fold([
      start,
      end({}, { output_tokens: 3, cache_read_input_tokens: null }),
      end({}, { output_tokens: 7, input_tokens: 6, server_tool_use: { web_search_requests: 1 } }),
    ])
    expect(folded?.usage).to.deep.equal({
      input_tokens: 6,
      output_tokens: 7,
      cache_read_input_tokens: 8,
      server_tool_use: { web_search_requests: 1 },
    })
  })

  it('forgives a missing usage, and keeps the reason of the first of two ends', () => {
    const folded = fold([start, end({ usage: null }), end({ delta: { stop_reason: null } })])
    expect(folded).to.deep.include({ stop_reason: 'end_turn', usage: base.usage })
    expect(
      fold([{ type: 'message_start', message: { ...base, usage: undefined } } as never, end({})]),
    ).to.be.an('object')
  })

  it('takes up what comes with the end', () => {
    const fields = {
      delta: { stop_reason: 'refusal', stop_details: { a: 1 } },
      context_management: { edits: [] },
    }
    expect(fold([start, end(fields)])).to.deep.include({
      stop_reason: 'refusal',
      stop_details: { a: 1 },
      context_management: { edits: [] },
    })
  })

  it('joins the fragments of tool input', () => {
    expect(content(open(tool), fragment(''), fragment('{"a":'), fragment('[1]}'))).to.deep.equal([
      { ...tool, input: { a: [1] } },
    ])
  })

  it('reads no input as {}, and so input that broke off, without a throw', () => {
    expect(content(open(tool))).to.deep.equal([tool])
    for (const broken of ['', ' ', '{"a": "par', '{"a": oops}', '['.repeat(100_000)]) {
      expect(content(open(tool), fragment(broken))).to.deep.equal([tool])
    }
  })

  it('keeps input that was complete at the start', () => {
    const whole = { ...tool, input: { a: 1 } }
    expect(content(open(whole))).to.deep.equal([whole])
    expect(content(open(whole), fragment(''))).to.deep.equal([whole])
    expect(content(open(whole), fragment('{"b":2}'))).to.deep.equal([{ ...tool, input: { b: 2 } }])
  })

  it('folds blocks whose deltas interleave', () => {
    const text = (value: string, index: number): StreamEvent =>
      delta({ type: 'text_delta', text: value }, index)
    const block = { type: 'text', text: '' }
    expect(content(open(block, 0), open(block, 1), text('a', 0), text('x', 1), text('b', 0))).to.deep.equal([
      { type: 'text', text: 'ab' },
      { type: 'text', text: 'x' },
    ])
  })

  it('takes a delta of an unknown type for the final value of its fields', () => {
    const compaction = delta({ type: 'compaction_delta', content: 'short' })
    expect(content(open({ type: 'compaction', content: null }), compaction)).to.deep.equal([
      { type: 'compaction', content: 'short' },
    ])
  })

  it('spends nothing on an index that no block can have', () => {
    const block = { type: 'text', text: 'a' }
    const indices = [1e9, -1, 0.5, Number.NaN, '__proto__' as unknown as number]
    expect(content(...indices.map(index => open(block, index)))).to.have.length(5)
    expect(content(delta({ type: 'text_delta', text: 'lost' }, 1e9))).to.deep.equal([])
  })

  it('keeps keys such as __proto__ as fields and pollutes nothing', () => {
    const hostile = decodeFrames(
      [
        { type: 'message_start', message: { ...base, ['__proto__']: { polluted: 1 } } },
        open(JSON.parse('{"type":"text","text":"","__proto__":{"polluted":1}}')),
        delta(JSON.parse('{"type":"odd","__proto__":{"polluted":2}}')),
        end(JSON.parse('{"__proto__":{"polluted":3},"usage":{"__proto__":{"polluted":4}}}')),
      ]
        .map(event => `data: ${JSON.stringify(event)}\n\n`)
        .join(''),
    )
    const folded = fold(hostile) as Message
    expect({}).not.to.have.property('polluted')
    for (const value of [folded, folded.usage, folded.content[0]]) {
      expect(Object.getPrototypeOf(value)).to.equal(Object.prototype)
      expect(Object.hasOwn(value as object, '__proto__')).to.equal(true)
    }
  })

  it('folds what there is of a stream that breaks off', () => {
    fc.assert(
      fc.property(stream(), fc.nat({ max: 30 }), ({ message, events }, length) => {
        const folded = fold(events.slice(0, length))
        expect(folded?.id).to.equal(
          events.slice(0, length).some(event => event.type === 'message_start') ? message.id : undefined,
        )
        expect(folded?.content.length ?? 0).to.be.at.most(message.content.length)
      }),
    )
  })

  it('never throws, whatever events hold', () => {
    const type = fc.constantFrom(
      'message_start',
      'content_block_start',
      'content_block_delta',
      'message_delta',
      'message_stop',
      'other',
    )
    const delta = fc.record({
      type: fc.constantFrom('text_delta', 'signature_delta', 'citations_delta', 'input_json_delta', 'odd'),
      text: json(),
      partial_json: json(),
    })
    const event = fc.record(
      {
        type,
        index: fc.constantFrom(0, 1),
        message: fc.oneof(json(), jsonObject()),
        content_block: json(),
        delta,
        usage: json(),
      },
      { requiredKeys: ['type'] },
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), events => {
        fold([{ type: 'message_start', message: base }, ...(events as StreamEvent[])])
        fold(events as StreamEvent[])
      }),
    )
  })

  it('is undefined where no message began, and ignores a second beginning', () => {
    expect(fold([])).to.equal(undefined)
    expect(fold([{ type: 'ping' }, end({})])).to.equal(undefined)
    expect(fold([start, { type: 'message_start', message: { ...base, id: 'other' } }])?.id).to.equal('msg_1')
  })

  it('folds a long answer in little time', () => {
    const events = [start, open({ type: 'text', text: '' })]
    for (let round = 0; round < 50_000; round += 1) events.push(delta({ type: 'text_delta', text: 'word ' }))
    expect((content(...events.slice(1)) as { text: string }[])[0]?.text).to.have.length(250_000)
  })
})

describe('foldStream', () => {
  it('folds a stream to its message', async () => {
    expect(await foldStream(streamOf(unfold(base)))).to.deep.equal({ ...base, usage: base.usage })
  })

  it('refuses a stream without a message, and throws what the stream throws', async () => {
    const thrown = async (events: AsyncIterable<StreamEvent>): Promise<unknown> =>
      foldStream(events).catch((error: unknown) => error)
    expect(await thrown(streamOf([{ type: 'ping' }]))).to.be.instanceOf(InternalError)
    const boom = new Error('boom')
    async function* broken(): AsyncGenerator<StreamEvent> {
      yield start
      throw boom
    }
    expect(await thrown(broken())).to.equal(boom)
  })
})

describe('a message put together from frames', () => {
  const ofFrames = (...texts: readonly string[]) => {
    const folder = new Folder()
    for (const frames of texts) folder.addFrames(frames)
    return folder.message
  }
  const framesOf = (...events: readonly StreamEvent[]): string => encodeEvents([start, ...events])
  const writing = [open({ type: 'text', text: '' }), delta({ type: 'text_delta', text: 'a' })]

  it('is that of their events, however they are cut and written', () => {
    const escaped = (frames: string): string =>
      frames.replace(/[^\n -~]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
    const spaced = (frames: string): string => frames.replaceAll('"}}\n', '"}      }\n')
    const carriages = (frames: string): string => frames.replaceAll('\n', '\r\n')
    const forms = [(frames: string) => frames, escaped, spaced, carriages]
    fc.assert(
      fc.property(stream(), fc.constantFrom(...forms), fc.nat(), ({ message, events }, form, cut) => {
        const border = cut % (events.length + 1)
        const texts = [events.slice(0, border), events.slice(border)].map(part => form(encodeEvents(part)))
        expect(ofFrames(...texts)).to.deep.equal(message)
      }),
      { numRuns: 500 },
    )
  })
  it('keeps the order of what grows in one block', () => {
    const mixed = [
      open({ type: 'thinking', thinking: '', signature: '' }),
      delta({ type: 'thinking_delta', thinking: 'I see' }),
      delta({ type: 'text_delta', text: 'odd' }),
      delta({ type: 'signature_delta', signature: 's' }),
      delta({ type: 'thinking_delta', thinking: ', I see' }),
      delta({ type: 'signature_delta', signature: 't' }),
    ]
    expect(ofFrames(framesOf(...mixed))?.content).to.deep.equal(content(...mixed))
  })
  it('keeps a character that two deltas share', () => {
    const halves = framesOf(...writing)
      .replace('"text":"a"}', '"text":"\\ud83d"}')
      .concat(encodeEvents([delta({ type: 'text_delta', text: 'b' })]).replace('"b"', '"\\ude00"'))
    expect(ofFrames(halves)?.content).to.deep.equal([{ type: 'text', text: '😀' }])
  })
  it('drops deltas of a block that was not opened, and takes fields nobody knows', () => {
    const unknown = delta({ type: 'text_delta', text: 'b', more: 1 })
    const frames = framesOf(...writing, unknown, delta({ type: 'text_delta', text: 'c' }, 7))
    expect(ofFrames(frames)?.content).to.deep.equal([{ type: 'text', text: 'ab' }])
  })
  it('holds a delta of megabytes', () => {
    const long = 'x\n'.repeat(2_000_000)
    const frames = framesOf(writing[0] as StreamEvent, delta({ type: 'text_delta', text: long }))
    expect(ofFrames(frames)?.content).to.deep.equal([{ type: 'text', text: long }])
  })
  it('ends with what is no event', () => {
    const folder = new Folder()
    const nonsense = [
      '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\\x"}}',
      '{"type":"content_block_delta","index":01,"delta":{"type":"text_delta","text":"b"}}',
    ]
    for (const data of nonsense) {
      const frames = `${framesOf(...writing)}event: content_block_delta\ndata: ${data}\n\n`
      expect(() => folder.addFrames(frames), data).to.throw(InternalError)
    }
    expect(folder.message?.content[0]).to.deep.equal({ type: 'text', text: 'a' })
  })
})
