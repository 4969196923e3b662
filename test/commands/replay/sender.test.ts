import { expect } from 'chai'
import { OverloadedError } from '../../../src/anthropic/errors.ts'
import { Sender } from '../../../src/commands/replay/sender.ts'
import type { Plugin, PluginContext } from '../../../src/core/plugin.ts'
import type { Price } from '../../../src/core/price.ts'
import { backendOf, gatewayOf, requestOf, saying, textOf } from '../../support/gateway.ts'
import { jobOf, recordedExchange } from '../../support/replays.ts'

const price: Price = { input: 1_000_000, output: 1_000_000, source: 'a test', date: '2026-11-26' }
const bytes = Buffer.from(JSON.stringify(requestOf('hello')))

async function send(plugins: readonly Partial<Plugin>[] = [], model?: string, source = saying('fine')) {
  const sender = new Sender()
  const backends = [backendOf(source), backendOf(saying('elsewhere'), { name: 'other' })]
  const gateway = await gatewayOf({ plugins: [...plugins, ...sender.plugins], backends })
  const priceOf = async () => price
  const target = model === undefined ? {} : { model }
  const recorded = recordedExchange({ open: { headers: { 'user-agent': 'claude-cli/2.1' } } })
  try {
    return await sender.sendThrough(gateway, priceOf)(jobOf({ source: recorded, target }), bytes)
  } finally {
    await gateway.close()
  }
}

describe('the sender', () => {
  it('sends a recorded request as a replay, with its headers', async () => {
    const { exchange, outcome, cost } = await send()
    expect(exchange).to.include({ source: 'replay', kind: 'messages' })
    expect(exchange.headers).to.deep.equal({ 'user-agent': 'claude-cli/2.1' })
    expect(exchange.choice?.backend).to.equal('scripted')
    expect(textOf(outcome.message)).to.equal('fine')
    expect(cost).to.deep.equal({ dollars: 5, uncached: 5 })
  })
  it('sends it to the target, whatever a plugin has in mind', async () => {
    const turns: Partial<Plugin> = {
      beforeRequest: exchange => {
        exchange.target = 'scripted:model-9'
      },
    }
    const { exchange } = await send([turns], 'other:model-2')
    expect(exchange.choice).to.deep.equal({
      backend: 'other',
      model: 'model-2',
      reason: 'target of the replay',
    })
    expect((await send([turns])).exchange.choice?.model).to.equal('model-9')
  })
  it('has a failure in the outcome, and no cost', async () => {
    const { outcome, cost } = await send([], undefined, async function* () {
      yield* []
      throw new OverloadedError('busy')
    })
    expect(outcome).to.deep.include({ kind: 'failed' })
    expect(outcome.error?.message).to.equal('busy')
    expect(cost).to.equal(undefined)
  })
  it('counts what a plugin has asked in place of the answer that was made of it', async () => {
    let ask: PluginContext['ask'] | undefined
    const council: Partial<Plugin> = {
      setup: context => {
        ask = context.ask
      },
      async *around(exchange, next) {
        for (const model of ['scripted:a', 'other:b'])
          for await (const _ of ask?.(model, requestOf('child'), exchange) ?? []);
        yield* next(exchange)
      },
    }
    expect((await send([council])).cost?.dollars).to.equal(10)
  })
})
