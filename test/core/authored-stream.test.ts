import { expect } from 'chai'
import type { ApiError } from '../../src/anthropic/errors.ts'
import type { EventStream } from '../../src/anthropic/events.ts'
import { encodeEvents } from '../../src/anthropic/sse.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import type { Backend } from '../../src/core/backend.ts'
import { Batch, eventsOf } from '../../src/core/batch.ts'
import { begun } from '../../src/core/begun.ts'
import { gatewayOf, messageOf, run, textOf } from '../support/gateway.ts'

const passing = async function* (events: EventStream): EventStream & AsyncGenerator<never> {
  for await (const event of events) yield event as never
}

const backendOfBatches = (batches: () => readonly Batch[]): Backend => ({
  name: 'batches',
  stream: () =>
    eventsOf(
      (async function* () {
        yield* batches()
      })(),
    ),
})

describe('a stream that a plugin writes itself', () => {
  it("leaves as the upstream's bytes where events pass through it unchanged", async () => {
    const events = [...unfold(messageOf('héllo'))]
    // A spelling of our own would look different: a space after the colon, and fields in another order.
    const odd = encodeEvents(events).replaceAll('{"type"', '{ "type"')
    const backend = backendOfBatches(() => [Batch.ofFrames(Buffer.from(odd))])
    const gateway = await gatewayOf({ plugins: [{ transformEvents: passing }], backend })
    const { batches } = await run(gateway)
    expect(Buffer.concat(batches.map(batch => batch.frames)).toString()).to.equal(odd)
  })

  it("leaves as the upstream's JSON where a whole answer passes through it unchanged", async () => {
    const body = Buffer.from(`  ${JSON.stringify(messageOf('whole'))}`)
    const backend = backendOfBatches(() => [Batch.ofBody(body)])
    const gateway = await gatewayOf({ plugins: [{ transformEvents: passing }], backend })
    const { batches } = await run(gateway)
    expect(batches).to.have.length(1)
    expect(batches[0]?.body).to.equal(body)
  })

  it('loses nothing of a whole answer that it changes half-way', async () => {
    const backend = backendOfBatches(() => [Batch.ofBody(Buffer.from(JSON.stringify(messageOf('whole'))))])
    const gateway = await gatewayOf({
      plugins: [
        {
          transformEvents: async function* (events) {
            for await (const event of events) {
              if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {
                yield { ...event, delta: { ...event.delta, text: 'changed' } }
              } else yield event
            }
          },
        },
      ],
      backend,
    })
    const { message, batches } = await run(gateway)
    expect(textOf(message)).to.equal('changed')
    expect(batches.every(batch => batch.body === undefined)).to.equal(true)
  })

  it('costs nothing where it returns the stream it was given', async () => {
    const batch = Batch.ofEvents([...unfold(messageOf('same'))])
    const gateway = await gatewayOf({
      plugins: [{ around: (exchange, next) => next(exchange), transformEvents: events => events }],
      backend: backendOfBatches(() => [batch]),
    })
    expect((await run(gateway)).batches).to.deep.equal([batch])
  })

  it('may be waited for: an async function decides for a stream', async () => {
    const batch = Batch.ofEvents([...unfold(messageOf('same'))])
    let asked = 0
    const gateway = await gatewayOf({
      plugins: [
        {
          around: async (exchange, next) => {
            asked += 1
            await begun(next(exchange))
            asked += 1
            return begun(next(exchange))
          },
        },
      ],
      backend: backendOfBatches(() => [batch]),
    })
    expect((await run(gateway)).batches).to.deep.equal([batch])
    expect(asked).to.equal(2)
  })

  it('is blamed where what is waited for fails, or is no stream', async () => {
    const failing = await gatewayOf({
      plugins: [{ name: 'clumsy', around: () => Promise.reject(new Error('lost it')) }],
    })
    expect((await run(failing)).error).to.have.property(
      'message',
      'plugin "clumsy" failed in around: lost it',
    )
    const empty = await gatewayOf({
      plugins: [{ name: 'clumsy', around: () => Promise.resolve(undefined as unknown as EventStream) }],
    })
    expect((await run(empty)).error)
      .to.have.property('message')
      .that.matches(/^plugin "clumsy" failed in around: it returned no stream/)
  })

  it('is left out where it may be and fails before it has taken anything, promised or not', async () => {
    const gateway = await gatewayOf({
      plugins: [{ onFailure: 'skip', around: () => Promise.reject(new Error('lost it')) }],
    })
    expect(textOf((await run(gateway)).message)).to.equal('hello')
  })

  it('is not waited for endlessly', async () => {
    const gateway = await gatewayOf({
      plugins: [{ name: 'sleepy', around: () => new Promise<EventStream>(() => {}) }],
      limits: { holdMs: 10 },
    })
    expect((await run(gateway)).error)
      .to.have.property('message')
      .that.matches(/^plugin "sleepy" failed in around: for 0.01 s it neither/)
  })

  it('is asked for nothing more once it has decided', async () => {
    let again: (() => unknown) | undefined
    const gateway = await gatewayOf({
      plugins: [
        {
          around: (exchange, next) => {
            again = () => next(exchange)
            return next(exchange)
          },
        },
      ],
    })
    await run(gateway)
    expect(() => again?.()).to.throw('it called next() after its first event')
  })

  it('is made legal: what it leaves open is closed', async () => {
    const gateway = await gatewayOf({
      plugins: [
        {
          transformEvents: async function* (events) {
            for await (const event of events) {
              yield event
              if (event.type === 'content_block_delta') return
            }
          },
        },
      ],
    })
    const { events } = await run(gateway)
    expect(events.map(event => event.type).slice(-3)).to.deep.equal([
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
  })

  it('is blamed by name when it throws', async () => {
    const gateway = await gatewayOf({
      plugins: [
        {
          name: 'clumsy',
          transformEvents: async function* (events) {
            for await (const event of events) {
              if (event.type === 'content_block_start') throw new Error('lost it')
              yield event
            }
          },
        },
      ],
    })
    expect(((await run(gateway)).error as ApiError).message).to.equal(
      'plugin "clumsy" failed in transformEvents: lost it',
    )
  })

  it('is skipped where it may be, but only before it has taken anything', async () => {
    // biome-ignore lint/correctness/useYield: it fails before it could
    const early = async function* (): AsyncGenerator<never> {
      throw new Error('before the first pull')
    }
    const skipped = await run(await gatewayOf({ plugins: [{ onFailure: 'skip', transformEvents: early }] }))
    expect(textOf(skipped.message)).to.equal('hello')
    // biome-ignore lint/correctness/useYield: it fails before it could
    const late = async function* (events: EventStream): AsyncGenerator<never> {
      for await (const _ of events) throw new Error('after it')
    }
    const failed = await run(await gatewayOf({ plugins: [{ onFailure: 'skip', transformEvents: late }] }))
    expect((failed.error as ApiError).message).to.contain('after it')
  })

  it('fails the exchange when it holds an event too long', async () => {
    const gateway = await gatewayOf({
      limits: { holdMs: 20 },
      plugins: [
        {
          name: 'stuck',
          transformEvents: async function* (events) {
            for await (const event of events) {
              await new Promise(() => {})
              yield event
            }
          },
        },
      ],
    })
    expect(((await run(gateway)).error as ApiError).message)
      .to.contain('"stuck"')
      .and.contain('neither passed an event on nor asked for one')
  })

  it('fails the exchange when it does nothing at all', async () => {
    const gateway = await gatewayOf({
      limits: { holdMs: 20 },
      plugins: [
        {
          name: 'idle',
          around: async function* () {
            await new Promise(() => {})
          },
        },
      ],
    })
    expect(((await run(gateway)).error as ApiError).message).to.contain('"idle" failed in around')
  })

  it('may wait for a slow upstream as long as that takes', async () => {
    const gateway = await gatewayOf({
      limits: { holdMs: 20 },
      plugins: [{ transformEvents: passing }],
      source: async function* () {
        for (const event of unfold(messageOf('slow'))) {
          await new Promise(resolve => setTimeout(resolve, 30))
          yield event
        }
      },
    })
    expect(textOf((await run(gateway)).message)).to.equal('slow')
  })

  it('is told when it is no stream', async () => {
    const gateway = await gatewayOf({ plugins: [{ around: (() => 'text') as never }] })
    expect(((await run(gateway)).error as ApiError).message).to.contain('returned no stream')
  })
})
