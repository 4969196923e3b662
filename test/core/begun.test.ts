import { expect } from 'chai'
import { OverloadedError } from '../../src/anthropic/errors.ts'
import type { EventStream } from '../../src/anthropic/events.ts'
import { encodeEvents } from '../../src/anthropic/sse.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import { Batch, batchesBehind, eventsOf } from '../../src/core/batch.ts'
import { begun } from '../../src/core/begun.ts'
import { failureOf } from '../support/failure.ts'
import { messageOf } from '../support/gateway.ts'

const events = [...unfold(messageOf('hello'))]
const framesOf = (from: number, to: number): Batch =>
  Batch.ofFrames(Buffer.from(encodeEvents(events.slice(from, to))))

/** A stream that counts what is taken of it, and fails at its end where it is told to. */
function streamOf(batches: readonly Batch[], failure?: Error) {
  const state = { taken: 0, closed: false }
  const stream = eventsOf(
    (async function* () {
      try {
        for (const batch of batches) {
          state.taken += 1
          yield batch
        }
        if (failure) throw failure
      } finally {
        state.closed = true
      }
    })(),
  )
  return { state, stream }
}

async function batchesIn(stream: EventStream): Promise<readonly Batch[]> {
  const found: Batch[] = []
  for await (const batch of batchesBehind(stream) ?? []) found.push(batch)
  return found
}

describe('the beginning of an answer', () => {
  it('is its first content, and the stream is whole after it', async () => {
    const batches = [Batch.ofEvents([{ type: 'ping' }]), framesOf(0, 1), framesOf(1, 3), framesOf(3, 6)]
    const { state, stream } = streamOf(batches)
    const started = await begun(stream)
    expect(state.taken).to.equal(3)
    expect(await batchesIn(started)).to.deep.equal(batches)
  })

  it('is found in frames without parsing them', async () => {
    const odd = Batch.ofFrames(Buffer.from('event: content_block_start\ndata: {not json\n\n'))
    expect(await batchesIn(await begun(streamOf([odd]).stream))).to.deep.equal([odd])
  })

  it('is there at once where the answer is one body', async () => {
    const body = Batch.ofBody(Buffer.from(JSON.stringify(messageOf('whole'))))
    expect(await batchesIn(await begun(streamOf([body]).stream))).to.deep.equal([body])
  })

  it('is the end of a message where it has no content', async () => {
    const ended = [Batch.ofEvents(events.slice(0, 1)), Batch.ofEvents(events.slice(-2))]
    const { state, stream } = streamOf(ended)
    await begun(stream)
    expect(state.taken).to.equal(2)
  })

  it('throws what fails before it, opening and pings included', async () => {
    const busy = new OverloadedError('busy')
    const opening = [framesOf(0, 1), Batch.ofEvents([{ type: 'ping' }])]
    expect(await failureOf(begun(streamOf(opening, busy).stream))).to.equal(busy)
    expect(await failureOf(begun(streamOf([], busy).stream))).to.equal(busy)
  })

  it('leaves what fails after it to whoever reads on', async () => {
    const busy = new OverloadedError('busy')
    const started = await begun(streamOf([framesOf(0, 2)], busy).stream)
    expect(await failureOf(batchesIn(started))).to.equal(busy)
  })

  it('is given up for an answer that never says anything known', async () => {
    const strange = Batch.ofFrames(
      Buffer.from(`event: news\ndata: {"type":"news","text":"${'x'.repeat(40_000)}"}\n\n`),
    )
    const { state, stream } = streamOf([strange, strange, strange])
    await begun(stream)
    expect(state.taken).to.equal(2)
  })

  it('ends an empty stream as it was', async () => {
    expect(await batchesIn(await begun(streamOf([]).stream))).to.deep.equal([])
  })

  it('works for a stream of single events too', async () => {
    const seen: string[] = []
    const single: EventStream = (async function* () {
      yield* events
    })()
    for await (const event of await begun(single)) seen.push(event.type)
    expect(seen).to.deep.equal(events.map(({ type }) => type))
  })

  it('closes the stream behind it when its reader leaves', async () => {
    const { state, stream } = streamOf([framesOf(0, 2), framesOf(2, 3), framesOf(3, 6)])
    for await (const _ of batchesBehind(await begun(stream)) ?? []) break
    expect(state.closed).to.equal(true)
  })
})
