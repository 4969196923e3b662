import { expect } from 'chai'
import fc from 'fast-check'
import { type ApiError, InternalError, OverloadedError } from '../../src/anthropic/errors.ts'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { decodeFrames, encodeEvent, encodeEvents, splitAtError } from '../../src/anthropic/sse.ts'
import { stream } from '../support/streams.ts'
import { text } from '../support/values.ts'

const delta = (value: string): StreamEvent => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text: value },
})

const overloaded = '{"type":"error","error":{"type":"overloaded_error","message":"Överloaded"}}'

function thrownBy(run: () => unknown): ApiError {
  try {
    run()
  } catch (error) {
    return error as ApiError
  }
  throw new Error('nothing was thrown')
}

describe('encodeEvent', () => {
  it('writes the name and the data of an event, each in a line', () => {
    expect(encodeEvent({ type: 'ping' })).to.equal('event: ping\ndata: {"type":"ping"}\n\n')
  })

  it('writes every field of a delta, known or not', () => {
    const deltas: readonly object[] = [
      { type: 'text_delta', text: 'a "b"\n\u2028 ü \ud83d' },
      { type: 'thinking_delta', thinking: 'why' },
      { type: 'input_json_delta', partial_json: '{"a' },
      { type: 'text_delta', text: 'a', more: 1 },
      { type: 'text_delta', text: null },
      { type: 'text_delta' },
      { type: 'toString', text: 'a' },
      { type: 'signature_delta', signature: 's' },
    ]
    const events = [
      ...deltas.map(given => ({ type: 'content_block_delta', index: 3, delta: given })),
      { type: 'content_block_delta', index: 0, delta: null },
      { type: 'content_block_delta', index: '0', delta: deltas[0] },
      { type: 'content_block_delta', index: 0, delta: deltas[0], more: 1 },
    ]
    for (const event of events) {
      const data = JSON.stringify(event)
      expect(encodeEvent(event as StreamEvent)).to.equal(`event: content_block_delta\ndata: ${data}\n\n`)
    }
  })

  it('lets no type forge a second event', () => {
    const forged = { type: 'a\r\n\nevent: error' } as unknown as StreamEvent
    expect(encodeEvent(forged)).to.match(/^event: a event: error\ndata: .*\n\n$/)
  })
})

describe('decodeFrames', () => {
  it('reads what encodeEvents writes', () => {
    fc.assert(
      fc.property(stream(), ({ events }) => {
        expect(decodeFrames(encodeEvents(events))).to.deep.equal(events)
      }),
    )
  })

  it('reads all line ends, mixed ones too', () => {
    const end = fc.constantFrom('\n', '\r\n', '\r')
    // CR and LF in a row would be one line end and no blank line.
    const blank = fc.tuple(end, end).filter(([first, second]) => first !== '\r' || second !== '\n')
    fc.assert(
      fc.property(fc.array(fc.tuple(text(), end, blank), { minLength: 1, maxLength: 5 }), parts => {
        const body = parts.map(
          ([value, end, blank]) =>
            `event: content_block_delta${end}data: ${JSON.stringify(delta(value))}${blank.join('')}`,
        )
        expect(decodeFrames(body.join(''))).to.deep.equal(parts.map(([value]) => delta(value)))
      }),
    )
  })

  it('forgives missing spaces, comments, other fields, a byte order mark and data in several lines', () => {
    const body =
      '\ufeff: hello\nid: 7\nretry: 3\nevent:ping\ndata:{"type":\ndata:"ping"}\n\n: bye\n\nevent: ping\n\n'
    expect(decodeFrames(body)).to.deep.equal([{ type: 'ping' }])
  })

  it('reads a frame without the name line, and names an event whose data has no type', () => {
    expect(decodeFrames('data: {"type":"ping"}\n\n')).to.deep.equal([{ type: 'ping' }])
    expect(decodeFrames('event: ping\ndata: {}\n\n')).to.deep.equal([{ type: 'ping' }])
  })

  it('reads a last frame without its blank line', () => {
    expect(decodeFrames('data: {"type":"ping"}')).to.deep.equal([{ type: 'ping' }])
    expect(decodeFrames('data: {"type":"ping"}\n')).to.deep.equal([{ type: 'ping' }])
    expect(decodeFrames('')).to.deep.equal([])
  })

  it('passes unknown events and skips the end mark of other dialects', () => {
    const body = 'event: new_thing\ndata: {"type":"new_thing","x":1}\n\ndata: [DONE]\n\n'
    expect(decodeFrames(body)).to.deep.equal([{ type: 'new_thing', x: 1 }])
  })

  it('throws the error that a frame carries, with its bytes', () => {
    for (const frame of [`event: error\ndata: ${overloaded}\n\n`, `data: ${overloaded}\n\n`]) {
      const error = thrownBy(() => decodeFrames(frame))
      expect(error).to.be.instanceOf(OverloadedError).with.property('message', 'Överloaded')
      expect(error.raw).to.deep.equal({ status: 200, headers: {}, body: Buffer.from(overloaded) })
    }
  })

  it('makes an api_error of an error whose type or shape it does not know', () => {
    const errors: readonly (readonly [string, string])[] = [
      ['{"type":"error","error":{"type":"toString","message":"odd"}}', 'odd'],
      ['{"error":"plain"}', 'plain'],
      ['{"message":"bare"}', 'bare'],
      ['{"object":"error"}', 'The upstream broke off: {"object":"error"}'],
      ['null', 'The upstream broke off: null'],
      ['out of memory', 'The upstream broke off: out of memory'],
    ]
    for (const [data, message] of errors) {
      const error = thrownBy(() => decodeFrames(`event: error\ndata: ${data}\n\n`))
      expect(error).to.include({ type: 'api_error', message })
    }
  })

  it('names a frame that is no JSON object', () => {
    for (const data of ['{"type":"content_bl', '7', 'null', '[]', '<html>']) {
      const error = thrownBy(() => decodeFrames(`event: content_block_delta\ndata: ${data}\n\n`))
      expect(error).to.be.instanceOf(InternalError)
      expect(error.message).to.include('"content_block_delta"').and.to.include(data)
    }
    expect(thrownBy(() => decodeFrames(`data: ${'x'.repeat(5_000)}\n\n`)).message.length).to.be.below(300)
  })
})

describe('splitAtError', () => {
  const good = encodeEvents([delta('an error in "quotes": "error" ü'), { type: 'ping' }])
  const bad = `event: error\ndata: ${overloaded}\n\n`

  it('keeps the events ahead of an error, byte by byte', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const before = good.replaceAll('\n', end)
      const split = splitAtError(Buffer.from(`${before}${bad}${good}`))
      expect(split.before.toString()).to.equal(before)
      expect(split.error).to.be.instanceOf(OverloadedError).with.property('message', 'Överloaded')
      expect(split.error?.raw?.body).to.deep.equal(Buffer.from(overloaded))
    }
  })

  it('finds an error that only its data names', () => {
    const split = splitAtError(Buffer.from(`${good}data: {\ndata:"type" : "error","error":{}}\n\n`))
    expect(split.before.toString()).to.equal(good)
    expect(split.error).to.include({ type: 'api_error' })
  })

  it('gives frames without an error back as they are, whatever their texts speak of', () => {
    const frames = [
      good,
      encodeEvents([delta('event: error\n\ndata: {"type":"error"}')]),
      'data: "error"\n\n',
      '',
    ]
    for (const body of frames.map(frame => Buffer.from(frame))) {
      const split = splitAtError(body)
      expect(split.before).to.equal(body)
      expect(split).not.to.have.property('error')
    }
  })
})
