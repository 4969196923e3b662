import { expect } from 'chai'
import { type ApiError, OverloadedError, PermissionError } from '../../src/anthropic/errors.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import type { Outcome } from '../../src/core/exchange.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import { gatewayOf, messageOf, requestOf, run, textOf, until } from '../support/gateway.ts'

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
