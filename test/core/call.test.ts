import { expect } from 'chai'
import { ApiError, InternalError } from '../../src/anthropic/errors.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import type { Attempt, Call } from '../../src/core/backend.ts'
import { createGateway } from '../../src/core/gateway.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import { chainOf, gatewayOf, messageOf, requestOf, run, type Source, textOf } from '../support/gateway.ts'

const draft = (body: unknown) => ({ method: 'POST', url: 'http://upstream/v1', headers: { a: 'b' }, body })

describe('an attempt', () => {
  const sending: Source = async function* (_, call) {
    const attempt = await call.attempt(draft({ text: 'draft' }))
    call.head({ status: 200, headers: { 'request-id': 'up_1' } })
    yield* unfold(messageOf((attempt.request.body as { text: string }).text))
  }

  it('passes beforeAttempt in list order, which may replace what is sent', async () => {
    const adding = (mark: string): Partial<Plugin> => ({
      beforeAttempt: attempt => {
        const body = attempt.request.body as { text: string }
        attempt.request = { ...attempt.request, body: { text: body.text + mark } }
      },
    })
    const gateway = await gatewayOf({ plugins: [adding('1'), adding('2')], source: sending })
    expect(textOf((await run(gateway)).message)).to.equal('draft12')
  })

  it('keeps status, headers and time of the answer, and afterAttempt sees them before the first event', async () => {
    const order: string[] = []
    const gateway = await gatewayOf({
      plugins: [
        {
          afterAttempt: async attempt => {
            await new Promise(resolve => setTimeout(resolve, 5))
            order.push(`after ${attempt.status} ${attempt.headers?.['request-id']}`)
          },
          onEvent: event => void (event.type === 'message_start' && order.push('event')),
        },
      ],
      source: sending,
    })
    const { exchange } = await run(gateway)
    expect(order).to.deep.equal(['after 200 up_1', 'event'])
    expect(exchange.head).to.deep.equal({ status: 200, headers: { 'request-id': 'up_1' } })
    expect(exchange.attempts[0]).to.include({ number: 1, backend: 'scripted', model: 'model-1', status: 200 })
    expect(exchange.attempts[0]?.headersAfter).to.be.at.least(0)
  })

  it('goes with the first of the keys, unless a plugin puts another in its place', async () => {
    const used: (string | undefined)[] = []
    // biome-ignore lint/correctness/useYield: it only sends
    const source: Source = async function* (_, call) {
      used.push((await call.attempt(draft(1), ['key 1', 'key 2'])).key)
      used.push((await call.attempt(draft(2))).key)
      throw new InternalError('enough')
    }
    await run(await gatewayOf({ source }))
    const choosing: Partial<Plugin> = {
      beforeAttempt: attempt => {
        if (attempt.keys) attempt.key = 'key 2'
      },
    }
    const { exchange } = await run(await gatewayOf({ plugins: [choosing], source }))
    expect(used).to.deep.equal(['key 1', undefined, 'key 2', undefined])
    expect(exchange.attempts[0]).to.deep.include({ key: 'key 2', keys: ['key 1', 'key 2'] })
  })

  it('is none where a plugin refuses it, and the refusal names no backend', async () => {
    const refusing: Partial<Plugin> = {
      beforeAttempt: () => {
        throw new InternalError('not now')
      },
    }
    const { exchange, error } = await run(await gatewayOf({ plugins: [refusing], source: sending }))
    expect(exchange.attempts).to.deep.equal([])
    expect(error).to.deep.include({ message: 'not now', backend: undefined })
  })

  it('keeps why it failed, although its answer had begun', async () => {
    const source: Source = async function* (_, call) {
      await call.attempt(draft(1))
      call.head({ status: 200, headers: {} })
      yield* [...unfold(messageOf('half'))].slice(0, 3)
      throw new InternalError('broke off')
    }
    const { exchange, error } = await run(await gatewayOf({ source }))
    expect(exchange.attempts[0]).to.deep.include({ status: 200, error: 'broke off' })
    expect(error).to.have.property('backend', 'scripted')
  })

  it('is closed with its error when the backend fails, or sends again', async () => {
    const seen: Attempt[] = []
    const gateway = await gatewayOf({
      plugins: [{ afterAttempt: attempt => void seen.push(attempt) }],
      // biome-ignore lint/correctness/useYield: it fails before it has an event
      source: async function* (_, call) {
        await call.attempt(draft(1))
        await call.attempt(draft(2))
        throw new InternalError('refused')
      },
    })
    const { exchange } = await run(gateway)
    expect(exchange.attempts.map(({ number, error }) => [number, error])).to.deep.equal([
      [1, 'sent again'],
      [2, 'refused'],
    ])
    expect(seen).to.have.length(2)
  })
})

describe('a call', () => {
  it('shows a backend no credentials, and collects its warnings', async () => {
    let seen: Call | undefined
    const gateway = await gatewayOf({
      source: async function* (_, call) {
        seen = call
        call.warn('dropped safeguards')
        yield* unfold(messageOf('ok'))
      },
    })
    const { exchange } = await run(gateway)
    expect(exchange.warnings).to.deep.equal(['dropped safeguards'])
    expect(JSON.stringify(seen?.headers)).to.equal('{}')
    expect(seen?.exchangeId).to.equal(exchange.id)
  })
})

describe('a call in strict mode', () => {
  const sent: string[] = []
  beforeEach(() => void sent.splice(0))

  /** Leaves something out before or after the upstream has answered. */
  const losing = (moment: 'before' | 'after'): Source =>
    async function* (_, call) {
      if (moment === 'before') call.warn('top_k: not known to this host')
      await call.attempt(draft(1))
      sent.push('request')
      call.head({ status: 200, headers: {} })
      if (moment === 'after') call.warn('an event was skipped')
      yield* unfold(messageOf('ok'))
    }
  const strictly = (source: Source, strict = true) =>
    createGateway({
      chain: {
        ...chainOf({ source, backend: { name: 'lossy', stream: source, countTokens: counting } }),
        strict,
      },
    })
  const counting = async (_: unknown, call: Call) => {
    call.warn('top_k: not known to this host')
    return { inputTokens: 7, estimated: true }
  }

  it('refuses a request of which something would be left out, before it is sent', async () => {
    const { error, exchange } = await run(await strictly(losing('before')))
    expect(ApiError.is(error) && error.type).to.equal('invalid_request_error')
    expect(String(error)).to.contain('lossy').and.to.contain('top_k: not known to this host')
    expect(String(error)).to.contain('--strict')
    expect(exchange.warnings).to.deep.equal(['top_k: not known to this host'])
    expect(sent).to.deep.equal([])
  })
  it('fails an answer that cannot be passed on whole', async () => {
    const { error, message, exchange } = await run(await strictly(losing('after')))
    expect(ApiError.is(error) && error.type).to.equal('api_error')
    expect(String(error))
      .to.contain('lossy')
      .and.to.contain('an event was skipped')
      .and.to.contain('--strict')
    expect(message).to.equal(undefined)
    expect(exchange.warnings).to.deep.equal(['an event was skipped'])
  })
  it('still counts tokens, which asks no model', async () => {
    const gateway = await strictly(losing('before'))
    const exchange = gateway.createExchange({ kind: 'count_tokens', request: requestOf('hi') })
    expect(await gateway.countTokens(exchange)).to.include({ inputTokens: 7 })
  })
  it('begins and ends with a reload', async () => {
    const source = losing('before')
    const gateway = await strictly(source, false)
    expect((await run(gateway)).error).to.equal(undefined)
    await gateway.replace({ ...chainOf({ source }), strict: true })
    expect(ApiError.is((await run(gateway)).error)).to.equal(true)
    await gateway.replace(chainOf({ source }))
    expect((await run(gateway)).error).to.equal(undefined)
  })
  it('leaves a plugin its say, which may answer in place of the refusal', async () => {
    const rescuing: Partial<Plugin> = { onError: () => messageOf('rescued') }
    const source = losing('before')
    const gateway = await createGateway({
      chain: { ...chainOf({ plugins: [rescuing], source }), strict: true },
    })
    const { message, exchange } = await run(gateway)
    expect(textOf(message)).to.equal('rescued')
    expect(exchange.outcome?.kind).to.equal('answered')
  })
})
