import { expect } from 'chai'
import { unfold } from '../../src/anthropic/unfold.ts'
import { Batch } from '../../src/core/batch.ts'
import { flowOf } from '../../src/core/flow.ts'
import { Watch } from '../../src/core/watch.ts'
import { messageOf } from '../support/gateway.ts'

async function* streamOf(batches: readonly Batch[], closed = () => {}): AsyncGenerator<Batch> {
  try {
    yield* batches
  } finally {
    closed()
  }
}

const limit = 60_000

describe('the watch on a plugin’s stream', () => {
  it('passes every batch, and knows whether one was taken', async () => {
    const watch = new Watch(limit)
    const batches = [Batch.ofEvents([{ type: 'ping' }]), Batch.ofEvents([{ type: 'ping' }])]
    const iterator = watch.batches(streamOf(batches))[Symbol.asyncIterator]()
    expect(watch.taken).to.equal(false)
    expect((await iterator.next()).value).to.equal(batches[0])
    expect(watch.taken).to.equal(true)
    expect((await iterator.next()).value).to.equal(batches[1])
    expect((await iterator.next()).done).to.equal(true)
    watch.stop()
  })

  it('stands aside when it is over: what is asked of it is asked of the stream', async () => {
    const watch = new Watch(limit)
    const inner = flowOf(streamOf([Batch.ofEvents([{ type: 'ping' }])]))
    const flow = flowOf(watch.batches(inner))
    watch.stop()
    await flow.ready()
    expect(flow.take()).to.equal(undefined)
    await flow.ready()
    expect(flow.take()?.events).to.deep.equal([{ type: 'ping' }])
    expect(watch.taken).to.equal(false)
  })

  it('closes the stream behind it', async () => {
    let isClosed = false
    const watch = new Watch(limit)
    const closed = () => {
      isClosed = true
    }
    for await (const _ of watch.batches(streamOf([Batch.ofEvents([])], closed))) break
    watch.stop()
    expect(isClosed).to.equal(true)
  })

  it('interrupts who holds a batch longer than the limit, and nobody who waits', async () => {
    const watch = new Watch(10)
    const never = new Promise<never>(() => {})
    watch.hold()
    const failure = await watch.interrupt.race(never).catch((thrown: Error) => thrown.message)
    expect(failure).to.match(/neither passed an event on nor asked for one/)
    watch.stop()
  })

  it('gives a whole body back where all its events came through unchanged', async () => {
    const watch = new Watch(limit)
    const body = Batch.ofBody(Buffer.from(JSON.stringify(messageOf('whole'))))
    const iterator = watch.batches(streamOf([body]))[Symbol.asyncIterator]()
    await iterator.next()
    const out = body.events.map(event => watch.rejoined(event))
    expect(out.slice(0, -1).every(batch => batch === undefined)).to.equal(true)
    expect(out.at(-1)).to.equal(body)
    watch.stop()
  })

  it('gives back what it kept where the rest does not follow', async () => {
    const watch = new Watch(limit)
    const body = Batch.ofBody(Buffer.from(JSON.stringify(messageOf('whole'))))
    const iterator = watch.batches(streamOf([body]))[Symbol.asyncIterator]()
    await iterator.next()
    const [first] = body.events
    if (first) watch.rejoined(first)
    expect(watch.withheld()).to.deep.equal([...unfold(messageOf('whole'))].slice(0, 1))
    watch.stop()
  })
})
