import { expect } from 'chai'
import fc from 'fast-check'
import { fold } from '../../src/anthropic/fold.ts'
import { decodeFrames } from '../../src/anthropic/sse.ts'
import { Batch } from '../../src/core/batch.ts'
import { Kept } from '../../src/core/kept.ts'
import { textFrames } from '../support/strict/anthropic-answers.ts'

const long = 'größer 😀 '.repeat(1_500)
const frames = [...textFrames('one'), ...textFrames(long).slice(1)].map(text => Buffer.from(text))
const expected = fold(decodeFrames(frames.join('')))

describe('what an answer has brought', () => {
  it('is the message, whether frames were parsed, events or bytes, small or large, in any mixture', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('bytes', 'parsed', 'events'), { minLength: 1 }), ways => {
        const kept = new Kept()
        for (const [index, frame] of frames.entries()) {
          const way = ways[index % ways.length]
          const batch = Batch.ofFrames(frame)
          if (way === 'parsed') expect(batch.events).to.have.length(1)
          kept.add(way === 'events' ? Batch.ofEvents(decodeFrames(frame.toString())) : batch)
        }
        expect(kept.message).to.deep.equal(expected)
      }),
    )
  })

  it('can be looked at on the way, and goes on', () => {
    const kept = new Kept()
    for (const frame of frames.slice(0, 3)) kept.add(Batch.ofFrames(frame))
    expect(kept.message).to.deep.equal(fold(decodeFrames(frames.slice(0, 3).join(''))))
    for (const frame of frames.slice(3)) kept.add(Batch.ofFrames(frame))
    expect(kept.message).to.deep.equal(expected)
  })

  it('is a whole body too', () => {
    const kept = new Kept()
    kept.add(Batch.ofBody(Buffer.from(JSON.stringify(expected))))
    expect(kept.message?.content).to.deep.equal(expected?.content)
  })

  it('is what stood before an error frame, for those who ask for that; others get the error', () => {
    const kept = new Kept()
    for (const frame of frames.slice(0, 3)) kept.add(Batch.ofFrames(frame))
    kept.add(
      Batch.ofFrames(
        Buffer.from('event: error\ndata: {"type":"error","error":{"type":"api_error","message":"why"}}\n\n'),
      ),
    )
    expect(kept.messageSoFar).to.deep.equal(fold(decodeFrames(frames.slice(0, 3).join(''))))
    expect(() => kept.message).to.throw('why')
  })

  it('is nothing where nothing came', () => {
    expect(new Kept().message).to.equal(undefined)
  })
})
