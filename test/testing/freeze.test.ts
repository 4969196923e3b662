import { expect } from 'chai'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { Batch, batchesOf, eventsOf } from '../../src/core/batch.ts'
import { deepFreeze, frozen } from '../../src/testing/freeze.ts'
import { events, sse } from '../../src/testing/messages.ts'
import { collect, streamOf } from '../support/streams.ts'

describe('freezing', () => {
  it('reaches everything a value holds, and returns it', () => {
    const value = { list: [{ text: 'a' }], nothing: null, bytes: Buffer.from('x') }
    expect(deepFreeze(value)).to.equal(value)
    expect(() => {
      ;(value.list[0] as { text: string }).text = 'b'
    }).to.throw(TypeError)
    expect(() => value.list.push({ text: 'c' })).to.throw(TypeError)
  })

  it('freezes the events of a stream as they pass', async () => {
    const all = await collect(frozen(streamOf(events('Hello'))))
    expect(all).to.deep.equal(events('Hello'))
    const start = all.find(({ type }) => type === 'message_start') as StreamEvent & { type: 'message_start' }
    expect(Object.isFrozen(start.message.usage)).to.equal(true)
  })

  it('leaves the bytes of a read where they are', async () => {
    async function* one() {
      yield Batch.ofFrames(sse('Hello'))
    }
    const [batch] = await collect(batchesOf(frozen(eventsOf(one()))))
    expect(batch?.frames).to.deep.equal(sse('Hello'))
    expect(batch?.events.every(event => Object.isFrozen(event))).to.equal(true)
  })
})
