import { expect } from 'chai'
import { foldStream } from '../../src/anthropic/fold.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import type { ChainSettings } from '../../src/core/chain.ts'
import type { Exchange } from '../../src/core/exchange.ts'
import { createGateway } from '../../src/core/gateway.ts'
import { definePlugin, type PluginContext } from '../../src/core/plugin.ts'
import {
  backendOf,
  chainOf,
  gatewayOf,
  keptLog,
  messageOf,
  requestOf,
  run,
  saying,
  textOf,
} from '../support/gateway.ts'

describe('the order of plugins', () => {
  it('is that of the list, with "first" ahead and "last" behind', async () => {
    const seen: string[] = []
    const named = (name: string, order?: 'first' | 'last') => ({
      name,
      ...(order && { order }),
      beforeRequest: () => void seen.push(name),
    })
    await run(
      await gatewayOf({ plugins: [named('redact', 'last'), named('b'), named('log', 'first'), named('a')] }),
    )
    expect(seen).to.deep.equal(['log', 'b', 'a', 'redact'])
  })
})

describe('the setup of a plugin', () => {
  it('gets its options, its own store, a log with its name, and what runs here', async () => {
    let context: PluginContext | undefined
    const plugin = definePlugin((_: { mark: string }) => ({
      name: 'mine',
      apiVersion: 1,
      setup: given => {
        context = given
      },
    }))
    await gatewayOf({ plugins: [plugin({ mark: '*' })] })
    expect(context?.options).to.deep.equal({ mark: '*' })
    expect(context?.config).to.deep.include({ backends: ['scripted'], defaultBackend: 'scripted' })
    await context?.store.write('count', '1')
    expect(await context?.store.read('count')).to.equal('1')
    expect(context?.signal.aborted).to.equal(false)
  })

  it('stops the start when it fails, after taking down what was already up, and says so once', async () => {
    const seen: string[] = []
    const log = keptLog()
    const failing = { name: 'failing', setup: () => Promise.reject(new Error('no network')) }
    const plugins = [{ teardown: () => void seen.push('down') }, failing]
    const error = await gatewayOf({ plugins, log }).catch(thrown => thrown)
    expect(error.name).to.equal('PluginStartError')
    expect(error.message).to.match(
      /^plugin "failing" failed in setup: no network\n {4}at .*running-chain\.test\.ts:\d+:\d+$/,
    )
    expect(log.lines).to.deep.equal([])
    expect(seen).to.deep.equal(['down'])
  })

  it('can ask a model through the gateway', async () => {
    let context: PluginContext | undefined
    const gateway = await gatewayOf({
      plugins: [
        {
          setup: given => {
            context = given
          },
        },
      ],
    })
    expect((await run(gateway)).exchange.outcome?.kind).to.equal('answered')
    const answer = context && (await foldStream(context.ask('scripted:small', requestOf('hi'))))
    expect(textOf(answer)).to.equal('hello')
  })
})

describe('what a plugin is told of prices', () => {
  const price = { input: 1, output: 2, source: 'test', date: '2026-11-26' }
  const settings = (prices: NonNullable<ChainSettings['prices']>): ChainSettings => ({
    ...chainOf({
      backends: [backendOf(saying('x'), { name: 'work', address: 'https://llm.example' })],
      plugins: [keeping],
    }),
    prices,
  })
  let context: PluginContext | undefined
  const keeping = {
    setup: (given: PluginContext) => {
      context = given
    },
  }

  it('is what the configuration knows of the backend and the model', async () => {
    const asked: unknown[] = []
    const gateway = await createGateway({
      chain: settings(async (seller, model) => {
        asked.push([seller.name, seller.address, model])
        return model === 'm' ? price : undefined
      }),
    })
    expect(await context?.config.priceOf('work', 'm')).to.deep.equal(price)
    expect(await context?.config.priceOf('gone', 'n')).to.equal(undefined)
    expect(asked).to.deep.equal([
      ['work', 'https://llm.example', 'm'],
      ['gone', undefined, 'n'],
    ])
    await gateway.close()
  })

  it('is nothing where no prices are known or their look-up fails', async () => {
    await gatewayOf({ plugins: [keeping] })
    expect(await context?.config.priceOf('scripted', 'm')).to.equal(undefined)
    await createGateway({ chain: settings(() => Promise.reject(new Error('broken'))) })
    expect(await context?.config.priceOf('work', 'm')).to.equal(undefined)
  })

  it('follows a reload that keeps the plugin', async () => {
    const gateway = await createGateway({ chain: settings(async () => undefined) })
    const kept = context
    await gateway.replace(settings(async () => price))
    expect(context).to.equal(kept)
    expect(await kept?.config.priceOf('work', 'm')).to.deep.equal(price)
  })
})

describe('what a plugin is told of the choice of a model', () => {
  it('is who would answer as things stand, and nothing where nobody could', async () => {
    const seen: unknown[] = []
    let config: PluginContext['config'] | undefined
    const asking = {
      setup: (context: PluginContext) => {
        config = context.config
      },
      beforeRequest: (exchange: Exchange) => {
        const choice = () => config?.choiceOf(exchange)
        seen.push(choice())
        exchange.request = { ...exchange.request, model: 'other' }
        seen.push(choice()?.model)
        exchange.target = 'scripted:small'
        exchange.targetReason = 'it is enough'
        seen.push(choice())
        exchange.target = 'gone'
      },
    }
    const find = () => {
      throw new Error('its key is missing')
    }
    const models = { rules: [{ pattern: 'model-1', model: 'scripted:large' }] }
    const { exchange } = await run(await gatewayOf({ plugins: [asking], models }))
    expect(seen).to.deep.equal([
      { backend: 'scripted', model: 'large', reason: 'model table: model-1' },
      'other',
      { backend: 'scripted', model: 'small', reason: 'it is enough' },
    ])
    expect(config?.choiceOf(exchange)?.model).to.equal('gone')
    const { backends, ...chain } = chainOf({ plugins: [asking] })
    await createGateway({ chain: { ...chain, backends: { ...backends, find } } })
    expect(config?.choiceOf(exchange)).to.equal(undefined)
  })
})

describe("a plugin's own backend", () => {
  it('answers under its name', async () => {
    const gateway = await gatewayOf({
      plugins: [
        {
          backends: [
            {
              name: 'canned',
              stream: async function* () {
                yield* unfold(messageOf('canned'))
              },
            },
          ],
        },
      ],
      models: { fixed: { model: 'canned:x', reason: 'test' } },
    })
    expect(textOf((await run(gateway)).message)).to.equal('canned')
  })
})
