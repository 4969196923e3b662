import { expect } from 'chai'
import fc from 'fast-check'
import { fold } from '../../src/anthropic/fold.ts'
import { decodeFrames } from '../../src/anthropic/sse.ts'
import { validateRequest } from '../../src/anthropic/validate.ts'
import { assertLegalStream } from '../../src/testing/legal-stream.ts'
import { events, message, request, sse, textOf, toolUse } from '../../src/testing/messages.ts'

describe('the smallest requests and answers', () => {
  it('make a request that the API would take', () => {
    expect(validateRequest(request('Hello'), 'messages').messages).to.deep.equal([
      { role: 'user', content: 'Hello' },
    ])
    const turns = [{ role: 'user', content: 'a' }] as const
    expect(request(turns, { temperature: 0 })).to.deep.include({
      messages: turns,
      temperature: 0,
      stream: true,
    })
  })

  it('make an answer of a text or of blocks, with the stop reason that fits', () => {
    expect(message('Hi')).to.deep.include({
      stop_reason: 'end_turn',
      content: [{ type: 'text', text: 'Hi', citations: null }],
    })
    expect(message([toolUse('Read')])).to.include({ stop_reason: 'tool_use' })
    expect(message('Hi', { stop_reason: 'refusal' })).to.include({ stop_reason: 'refusal' })
  })

  it('make the events of any text, which fold to it again', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const all = events(text)
        assertLegalStream(all)
        expect(textOf(fold(all))).to.equal(text)
      }),
    )
    const deltas = events('one two three').filter(({ type }) => type === 'content_block_delta')
    expect(deltas).to.have.length(3)
  })

  it('make the bytes of a text, a message or events', () => {
    for (const answer of ['Hello', message('Hello'), events('Hello')] as const) {
      expect(textOf(fold(decodeFrames(sse(answer).toString())))).to.equal('Hello')
    }
  })

  it('read the text of an answer', () => {
    const text = (value: string) => ({ type: 'text', text: value, citations: null }) as const
    expect(textOf(message([text('a'), toolUse('Read'), text('b')]))).to.equal('ab')
    expect(textOf(undefined)).to.equal('')
  })
})
