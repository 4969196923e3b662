import { expect } from 'chai'
import { foldStream } from '../../src/anthropic/fold.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import { definePlugin, type PluginContext } from '../../src/core/plugin.ts'
import { gatewayOf, keptLog, messageOf, requestOf, run, textOf } from '../support/gateway.ts'

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
    expect(context?.config).to.deep.equal({ backends: ['scripted'], defaultBackend: 'scripted' })
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
