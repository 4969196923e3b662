import { expect } from 'chai'
import { type ApiError, OverloadedError, RateLimitError } from '../../src/anthropic/errors.ts'
import type { EventStream, StreamEvent } from '../../src/anthropic/events.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import { gatewayOf, messageOf, requestOf, run, type Source, saying, textOf } from '../support/gateway.ts'

const failing = (error: Error): Source =>
  // biome-ignore lint/correctness/useYield: the failure is the stream
  async function* () {
    throw error
  }

const failingAfterText: Source = async function* () {
  yield* [...unfold(messageOf('begun'))].slice(0, 3)
  throw new OverloadedError('cut')
}

describe("the order of one plugin's hooks (rule 2)", () => {
  it('is around, transformEvents, onEvent, afterResponse from the backend outwards', async () => {
    const order: string[] = []
    const note = (name: string, event: StreamEvent) => {
      if (event.type === 'message_start') order.push(name)
    }
    const plugin: Partial<Plugin> = {
      around: async function* (exchange, next) {
        for await (const event of next(exchange)) {
          note('around', event)
          yield event
        }
      },
      transformEvents: async function* (events: EventStream) {
        for await (const event of events) {
          note('transformEvents', event)
          yield event
        }
      },
      onEvent: event => note('onEvent', event),
      afterResponse: () => void order.push('afterResponse'),
    }
    await run(await gatewayOf({ plugins: [plugin] }))
    expect(order).to.deep.equal(['around', 'transformEvents', 'onEvent', 'afterResponse'])
  })

  it('puts the first plugin of the list outermost', async () => {
    const appending = (mark: string): Partial<Plugin> => ({
      onEvent: event =>
        event.type === 'content_block_delta' && event.delta.type === 'text_delta'
          ? { ...event, delta: { ...event.delta, text: event.delta.text + mark } }
          : undefined,
    })
    const { message } = await run(await gatewayOf({ plugins: [appending('1'), appending('2')] }))
    expect(textOf(message)).to.equal('hello21')
  })
})

describe('around', () => {
  it('may call next again before its first event', async () => {
    let calls = 0
    const gateway = await gatewayOf({
      plugins: [
        {
          around: async function* (exchange, next) {
            try {
              yield* next(exchange)
            } catch {
              yield* next(exchange)
            }
          },
        },
      ],
      source: (request, call) => {
        calls += 1
        return calls === 1
          ? failing(new OverloadedError('busy'))(request, call)
          : saying('second')(request, call)
      },
    })
    const { message, error } = await run(gateway)
    expect(error).to.equal(undefined)
    expect(textOf(message)).to.equal('second')
  })

  it('fails by name when it calls next after its first event', async () => {
    const gateway = await gatewayOf({
      plugins: [
        {
          name: 'greedy',
          around: async function* (exchange, next) {
            yield* next(exchange)
            yield* next(exchange)
          },
        },
      ],
    })
    const { error } = await run(gateway)
    expect((error as ApiError).message)
      .to.contain('"greedy" failed in around')
      .and.contain('first event')
  })

  it('may answer without the backend, as a cache does', async () => {
    const gateway = await gatewayOf({
      plugins: [
        {
          around: async function* () {
            yield* unfold(messageOf('cached'))
          },
        },
      ],
    })
    expect(textOf((await run(gateway)).message)).to.equal('cached')
  })
})

describe('afterResponse', () => {
  it('gets the whole answer and cannot harm it', async () => {
    let seen = ''
    const gateway = await gatewayOf({
      plugins: [
        {
          afterResponse: message => {
            seen = textOf(message)
            throw new Error('too late to matter')
          },
        },
      ],
    })
    const { error, exchange } = await run(gateway)
    expect(seen).to.equal('hello')
    expect(error).to.equal(undefined)
    expect(exchange.outcome?.kind).to.equal('answered')
  })

  it('does not run for an answer that failed', async () => {
    const runs: number[] = []
    const gateway = await gatewayOf({
      plugins: [{ afterResponse: () => void runs.push(1) }],
      source: failingAfterText,
    })
    await run(gateway)
    expect(runs).to.deep.equal([])
  })

  it('delays no event, and the end of the response by a quarter of a second at most (rule 4)', async () => {
    let release = () => {}
    const gateway = await gatewayOf({
      plugins: [
        {
          afterResponse: () =>
            new Promise<void>(resolve => {
              release = resolve
            }),
        },
      ],
    })
    const { message, exchange } = await run(gateway)
    expect(textOf(message)).to.equal('hello')
    expect(exchange.outcome).to.equal(undefined)
    release()
  })
})

describe('onError', () => {
  it('rescues with a message before the first event', async () => {
    const gateway = await gatewayOf({
      plugins: [{ onError: () => messageOf('rescued') }],
      source: failing(new OverloadedError('busy')),
    })
    const { message, error } = await run(gateway)
    expect(error).to.equal(undefined)
    expect(textOf(message)).to.equal('rescued')
  })

  it('rescues after a ping, which is no content', async () => {
    const gateway = await gatewayOf({
      plugins: [{ onError: () => messageOf('rescued') }],
      source: async function* () {
        yield { type: 'ping' }
        throw new OverloadedError('busy')
      },
    })
    expect(textOf((await run(gateway)).message)).to.equal('rescued')
  })

  it('cannot rescue after the first event, and the exchange says so', async () => {
    const gateway = await gatewayOf({
      plugins: [{ name: 'late', onError: () => messageOf('rescued') }],
      source: failingAfterText,
    })
    const { error, exchange } = await run(gateway)
    expect((error as ApiError).message).to.equal('cut')
    expect(exchange.warnings.join()).to.contain('late')
  })

  it('replaces the error for everybody further out', async () => {
    const seen: string[] = []
    const gateway = await gatewayOf({
      plugins: [
        { onError: error => void seen.push(error.type) },
        { onError: () => new RateLimitError('slower please') },
      ],
      source: failing(new OverloadedError('busy')),
    })
    const { error } = await run(gateway)
    expect((error as ApiError).type).to.equal('rate_limit_error')
    expect(seen).to.deep.equal(['rate_limit_error'])
  })

  it('gets a failure that is no ApiError as one that names the backend', async () => {
    const gateway = await gatewayOf({ source: failing(new TypeError('x is undefined')) })
    const { error } = await run(gateway)
    expect((error as ApiError).type).to.equal('api_error')
    expect((error as ApiError).message)
      .to.contain('scripted')
      .and.contain('x is undefined')
  })
})

describe('an answer nobody changes', () => {
  it('leaves as the batches it came in, whatever only looks at it', async () => {
    const gateway = await gatewayOf({ plugins: [{ onEvent: () => {}, afterResponse: () => {} }] })
    const { batches } = await run(gateway, { request: requestOf('hi') })
    expect(batches.every(batch => batch.source === 'events')).to.equal(true)
    expect(batches).to.have.length(6)
  })
})
