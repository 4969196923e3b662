import { expect } from 'chai'
import { encodeEvents } from '../../src/anthropic/sse.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import { Batch, batchesOf, eventsOf } from '../../src/core/batch.ts'
import { messageOf } from '../support/gateway.ts'

const events = [...unfold(messageOf('hello'))]

describe('a batch', () => {
  it('gives frames back as they came and parses them when asked', () => {
    const frames = Buffer.from(encodeEvents(events))
    const batch = Batch.ofFrames(frames)
    expect(batch.frames).to.equal(frames)
    expect(batch.events).to.deep.equal(events)
    expect(batch.events).to.equal(batch.events)
  })

  it('encodes events when asked for frames', () => {
    expect(Batch.ofEvents(events).frames.toString()).to.equal(encodeEvents(events))
  })

  it("keeps a whole answer's own JSON beside its events", () => {
    const body = Buffer.from(JSON.stringify(messageOf('hello')))
    const batch = Batch.ofBody(body)
    expect(batch.body).to.equal(body)
    expect(batch.events).to.deep.equal(events)
    expect(Batch.ofEvents(events).body).to.equal(undefined)
  })

  it('is quiet with nothing but pings in it', () => {
    expect(Batch.ofFrames(Buffer.from('event: ping\ndata: {"type":"ping"}\n\n')).quiet).to.equal(true)
    expect(Batch.ofFrames(Buffer.from(': waiting\n\n')).quiet).to.equal(true)
    expect(Batch.ofEvents(events).quiet).to.equal(false)
    expect(Batch.ofFrames(Buffer.from(encodeEvents(events))).quiet).to.equal(false)
  })

  it('knows the end of a message by its bytes, in each form of it that is seen', () => {
    const stop = 'event: message_stop\ndata: {"type":"message_stop"}\n\n'
    for (const text of [
      encodeEvents(events),
      `: x\n\n${stop.replaceAll('\n', '\r\n')}`,
      `: x\n\n${stop.replace('"}', '"          }')}`,
      `: x\n\n${stop.replace('"}', '", "metrics": {"a": 1}}')}`,
    ]) {
      expect(Batch.ofFrames(Buffer.from(text)).endsMessage, text).to.equal(true)
    }
    expect(Batch.ofBody(Buffer.from(JSON.stringify(messageOf('hello')))).endsMessage).to.equal(true)
  })

  it('does not take the words of a model, nor an end with something behind it, for the end of a message', () => {
    const stop = 'event: message_stop\ndata: {"type":"message_stop"}\n\n'
    const said = encodeEvents([...unfold(messageOf(`\n${stop}`))].slice(0, 3))
    for (const text of [said, `${encodeEvents(events)}: x\n\n`, stop.slice(0, -1)]) {
      expect(Batch.ofFrames(Buffer.from(text)).endsMessage, text).to.equal(false)
    }
    expect(Batch.ofEvents(events).endsMessage).to.equal(false)
  })

  it('lets single events leave as the bytes they came in', async () => {
    const frames = Buffer.from(encodeEvents(events).replaceAll('"type":', '"type" : '))
    const out: Buffer[] = []
    for await (const batch of batchesOf(one(eventsOf(stream(Batch.ofFrames(frames)))))) out.push(batch.frames)
    expect(Buffer.concat(out).equals(frames)).to.equal(true)
  })

  it('comes back itself from the stream made of it', () => {
    const batches = stream(Batch.ofEvents(events))
    expect(batchesOf(eventsOf(batches))).to.equal(batches)
  })
})

async function* stream(...batches: readonly Batch[]): AsyncGenerator<Batch> {
  yield* batches
}

async function* one<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  for await (const item of items) yield item
}
