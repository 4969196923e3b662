import { expect } from 'chai'
import { ApiError, InternalError, OverloadedError } from '../../src/anthropic/errors.ts'
import type { EventStream } from '../../src/anthropic/events.ts'
import type { Backend } from '../../src/core/backend.ts'
import { batchesOf } from '../../src/core/batch.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import { events, message, request, sse, textOf } from '../../src/testing/messages.ts'
import { runPlugin } from '../../src/testing/run-plugin.ts'
import { type ScriptedAnswer, scripted } from '../../src/testing/scripted.ts'
import { makeCall } from '../support/call.ts'
import { collect } from '../support/streams.ts'

const idle = { name: 'idle', apiVersion: 1 } as const

/** Asks the backend as the gateway does, once for each answer that is expected. */
const ask = (backend: Backend, text = 'Hello') => runPlugin(idle, { upstream: backend, request: text })
const answerOf = async (answer: ScriptedAnswer): Promise<string> =>
  textOf((await ask(scripted([answer]))).message)

describe('a scripted backend', () => {
  it('sends with the first of its keys, or the one that a plugin chooses', async () => {
    const choosing: Plugin = {
      ...idle,
      beforeAttempt: attempt => {
        attempt.key = 'key 2'
      },
    }
    for (const [plugin, key] of [
      [idle, 'key 1'],
      [choosing, 'key 2'],
    ] as const) {
      const upstream = scripted(['Hi'], { keys: ['key 1', 'key 2'] })
      const { exchange } = await runPlugin(plugin, { upstream })
      expect(exchange.attempts[0]).to.deep.include({ key, keys: ['key 1', 'key 2'] })
    }
  })

  describe('answers with', () => {
    it('a text', async () => expect(await answerOf('Hi there')).to.equal('Hi there'))
    it('a message', async () => expect(await answerOf(message('Hi'))).to.equal('Hi'))
    it('one JSON body', async () => {
      expect(await answerOf({ body: message('Hi') })).to.equal('Hi')
      expect(await answerOf({ body: Buffer.from(JSON.stringify(message('Hi'))) })).to.equal('Hi')
    })
    it('events', async () => expect(await answerOf(events('Hi'))).to.equal('Hi'))
    it('bytes in one read', async () => expect(await answerOf(sse('Hi'))).to.equal('Hi'))
    it('bytes in several reads', async () => {
      const bytes = sse('Hi')
      expect(await answerOf([bytes.subarray(0, 100), bytes.subarray(100)])).to.equal('Hi')
    })
    it('a stream of the test’s own', async () => {
      async function* own(): EventStream {
        yield* events('Hi')
      }
      expect(await answerOf(own())).to.equal('Hi')
    })
    it('what a function makes of the request', async () => {
      expect(await answerOf(({ messages }) => `You said ${messages[0]?.content}`)).to.equal('You said Hello')
    })
    it('a failure', async () => {
      const { error } = await ask(scripted([new OverloadedError('busy')]))
      expect(error).to.include({ type: 'overloaded_error', message: 'busy' })
    })
    it('a failure behind the first events or reads', async () => {
      const lost = new InternalError('lost')
      const begun = events('Hi there').slice(0, 3)
      for (const answer of [
        [...begun, lost],
        [sse(begun), lost],
      ] as const) {
        const { error, message } = await ask(scripted([answer]))
        expect(error).to.equal(lost)
        expect(textOf(message)).to.equal('Hi')
      }
    })
    it('an error frame among the bytes', async () => {
      const frame =
        'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"busy"}}\n\n'
      const { error, events: got } = await ask(
        scripted([Buffer.concat([sse(events('Hi').slice(0, 3)), Buffer.from(frame)])]),
      )
      expect(error).to.include({ type: 'overloaded_error', message: 'busy' })
      expect(got).to.have.length(3)
    })
  })

  it('gives one answer a call, and says so when it has none left', async () => {
    const backend = scripted(['one', 'two'])
    const texts = [await ask(backend), await ask(backend)].map(({ message }) => textOf(message))
    expect(texts).to.deep.equal(['one', 'two'])
    const { error } = await ask(backend)
    expect(error?.message).to.contain('scripted has 2 answers and was asked 3 times')
  })

  it('repeats its last answer where it is told to', async () => {
    const backend = scripted(['one', 'two'], { repeat: true, name: 'mine' })
    for (let call = 0; call < 2; call++) await ask(backend)
    expect(textOf((await ask(backend)).message)).to.equal('two')
    expect(backend.name).to.equal('mine')
  })

  it('keeps the requests, frozen, and what would have been sent', async () => {
    const backend = scripted(['Hi'])
    const marking: Plugin = {
      ...idle,
      beforeAttempt: attempt => {
        attempt.request = { ...attempt.request, headers: { 'x-mine': '1' } }
      },
    }
    await runPlugin(marking, { upstream: backend, request: request('Hello', { temperature: 0 }) })
    expect(backend.requests).to.have.length(1)
    expect(backend.requests[0]).to.include({ temperature: 0 })
    expect(Object.isFrozen(backend.requests[0]?.messages)).to.equal(true)
    expect(backend.sent[0]).to.deep.include({ method: 'POST', headers: { 'x-mine': '1' } })
  })

  it('gives frozen events and leaves the test’s own as they were', async () => {
    const own = events('Hi')
    const { events: got } = await ask(scripted([own]))
    expect(got).to.deep.equal(own)
    expect(got.every(event => Object.isFrozen(event))).to.equal(true)
    expect(own.some(event => Object.isFrozen(event))).to.equal(false)
  })

  it('keeps the bytes of its reads', async () => {
    const batches = await collect(batchesOf(scripted([sse('Hi')]).stream(request('Hello'), makeCall())))
    expect(Buffer.concat(batches.map(batch => batch.frames))).to.deep.equal(sse('Hi'))
    expect(batches[0]?.source).to.equal('frames')
  })

  it('waits before the first event and between the others', async () => {
    const started = performance.now()
    const { message } = await ask(scripted([{ answer: 'one two', before: 30, between: 5 }]))
    expect(textOf(message)).to.equal('one two')
    expect(performance.now() - started).to.be.above(40)
  })

  it('stops waiting when the client leaves', async () => {
    const signal = AbortSignal.timeout(20)
    const backend = scripted([{ answer: 'late', before: 60_000 }])
    const { outcome } = await runPlugin(idle, { upstream: backend, signal })
    expect(outcome?.kind).to.equal('aborted')
  })

  it('counts tokens without using up an answer', async () => {
    const backend = scripted(['Hi'])
    const { count } = await runPlugin(idle, { upstream: backend, kind: 'count_tokens' })
    expect(count).to.include({ estimated: true }).and.to.have.property('inputTokens').that.is.above(5)
    expect(textOf((await ask(backend)).message)).to.equal('Hi')
  })

  it('marks what it throws as failures of the API', async () => {
    const { error } = await ask(scripted([]))
    expect(ApiError.is(error)).to.equal(true)
  })
})
