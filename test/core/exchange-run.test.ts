import { expect } from 'chai'
import { type ApiError, OverloadedError, PermissionError } from '../../src/anthropic/errors.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import type { Outcome } from '../../src/core/exchange.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import { gatewayOf, messageOf, requestOf, run, saying, textOf, until } from '../support/gateway.ts'

describe('the three phases of an exchange (rule 1)', () => {
  it('runs every beforeRequest in list order and every onEnd in reverse, once', async () => {
    const order: string[] = []
    const named = (name: string): Partial<Plugin> => ({
      name,
      beforeRequest: () => void order.push(`before ${name}`),
      onEnd: () => void order.push(`end ${name}`),
    })
    await run(await gatewayOf({ plugins: [named('a'), named('b')] }))
    expect(order).to.deep.equal(['before a', 'before b', 'end b', 'end a'])
  })

  it('ends only the plugins that were reached', async () => {
    const ended: string[] = []
    const refusing: Partial<Plugin> = {
      name: 'refusing',
      beforeRequest: () => {
        throw new PermissionError('not here')
      },
      onEnd: (_, outcome) => void ended.push(`refusing ${outcome.kind}`),
    }
    const never: Partial<Plugin> = { name: 'never', onEnd: () => void ended.push('never') }
    const { error } = await run(await gatewayOf({ plugins: [refusing, never] }))
    expect((error as ApiError).status).to.equal(403)
    expect(ended).to.deep.equal(['refusing failed'])
  })

  it('ends an exchange whose client leaves, without waiting for a generator that ignores the signal', async () => {
    const outcomes: Outcome[] = []
    const controller = new AbortController()
    const gateway = await gatewayOf({
      plugins: [{ onEnd: (_, outcome) => void outcomes.push(outcome) }],
      source: async function* () {
        yield* [...unfold(messageOf('partial'))].slice(0, 3)
        await new Promise(() => {})
      },
    })
    const exchange = gateway.createExchange({ request: requestOf('hi'), signal: controller.signal })
    const running = (async () => {
      for await (const batch of gateway.handle(exchange))
        if (batch.events[0]?.type === 'content_block_delta') controller.abort()
    })().catch(thrown => thrown)
    await running
    await until(() => outcomes.length === 1, 'onEnd')
    expect(outcomes[0]?.kind).to.equal('aborted')
    expect(textOf(outcomes[0]?.message)).to.equal('partial')
    expect(outcomes[0]?.error).to.equal(undefined)
  })

  it('ends as aborted when nobody reads on', async () => {
    const outcomes: string[] = []
    const gateway = await gatewayOf({
      plugins: [{ onEnd: (_, outcome) => void outcomes.push(outcome.kind) }],
    })
    for await (const _ of gateway.handle(gateway.createExchange({ request: requestOf('hi') }))) break
    expect(outcomes).to.deep.equal(['aborted'])
  })

  it('says how an exchange ended, with the error and what had arrived', async () => {
    const outcomes: Outcome[] = []
    const gateway = await gatewayOf({
      plugins: [{ onEnd: (_, outcome) => void outcomes.push(outcome) }],
      source: async function* () {
        yield* [...unfold(messageOf('half'))].slice(0, 3)
        throw new OverloadedError('cut')
      },
    })
    const { error } = await run(gateway)
    expect(outcomes[0]?.kind).to.equal('failed')
    expect(outcomes[0]?.error).to.equal(error)
    expect(textOf(outcomes[0]?.message)).to.equal('half')
  })
})

describe('an answer from beforeRequest (rule 3)', () => {
  const observer = (name: string, seen: string[]): Partial<Plugin> => ({
    name,
    beforeRequest: () => void seen.push(`${name} before`),
    onEvent: event => void (event.type === 'message_start' && seen.push(`${name} event`)),
    afterResponse: () => void seen.push(`${name} response`),
  })

  it('enters at that plugin, whose own and all outer response hooks run; inner plugins never see it', async () => {
    const seen: string[] = []
    const answering: Partial<Plugin> = {
      ...observer('answering', seen),
      beforeRequest: () => messageOf('from the plugin'),
    }
    const gateway = await gatewayOf({
      plugins: [observer('outer', seen), answering, observer('inner', seen)],
    })
    const { message } = await run(gateway)
    expect(textOf(message)).to.equal('from the plugin')
    expect(seen).to.deep.equal([
      'outer before',
      'answering event',
      'outer event',
      'answering response',
      'outer response',
    ])
  })

  it('sends a refusal through its own and the outer onError', async () => {
    const seen: string[] = []
    const onError = (name: string) => () => void seen.push(name)
    const gateway = await gatewayOf({
      plugins: [
        { name: 'outer', onError: onError('outer') },
        {
          name: 'refusing',
          beforeRequest: () => {
            throw new PermissionError('no')
          },
          onError: onError('own'),
        },
        { name: 'inner', onError: onError('inner') },
      ],
    })
    await run(gateway)
    expect(seen).to.deep.equal(['own', 'outer'])
  })
})

describe('counting tokens (rule 7)', () => {
  it('is an exchange with beforeRequest, beforeAttempt, onError and onEnd', async () => {
    const seen: string[] = []
    const gateway = await gatewayOf({
      plugins: [
        {
          beforeRequest: exchange => {
            seen.push(`before ${exchange.kind}`)
            exchange.request = { ...exchange.request, messages: [{ role: 'user', content: 'changed' }] }
          },
          beforeAttempt: () => void seen.push('attempt'),
          onEnd: (_, outcome) => void seen.push(`end ${outcome.kind}`),
        },
      ],
      backend: {
        name: 'counting',
        stream: saying('unused'),
        countTokens: async (request, call) => {
          await call.attempt({ method: 'POST', url: 'http://x', headers: {}, body: request })
          return { inputTokens: String(request.messages[0]?.content).length, estimated: true }
        },
      },
    })
    const exchange = gateway.createExchange({ kind: 'count_tokens', request: requestOf('hi') })
    expect(await gateway.countTokens(exchange)).to.deep.equal({ inputTokens: 7, estimated: true })
    expect(seen).to.deep.equal(['before count_tokens', 'attempt', 'end answered'])
  })

  it('lets a plugin replace the failure of a count', async () => {
    const gateway = await gatewayOf({ plugins: [{ onError: () => messageOf('three') }] })
    const exchange = gateway.createExchange({ kind: 'count_tokens', request: requestOf('hi') })
    expect((await gateway.countTokens(exchange)).inputTokens).to.equal(3)
  })

  it('says not found where the backend cannot count, so that the client estimates', async () => {
    const gateway = await gatewayOf({})
    const exchange = gateway.createExchange({ kind: 'count_tokens', request: requestOf('hi') })
    const error = await gateway.countTokens(exchange).catch(thrown => thrown)
    expect(error.status).to.equal(404)
  })
})
