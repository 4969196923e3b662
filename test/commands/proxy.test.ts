import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { type ProxyPlan, startProxy } from '../../src/commands/proxy.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import { configurationOf, pluginOf } from '../support/configuration.ts'
import { keptLog } from '../support/gateway.ts'

const plan = (more: Partial<ProxyPlan> = {}): ProxyPlan => {
  const configuration = configurationOf()
  return { configuration, settings: configuration.server, log: keptLog(), compose: chain => chain, ...more }
}
const health = async (url: string) => (await (await fetch(`${url}/health`)).json()) as Record<string, unknown>

describe('a proxy', () => {
  it('tells what it is, where it was started and what it runs', async () => {
    const proxy = await startProxy(plan())
    expect(await health(proxy.url)).to.deep.include({
      name: 'claudecodex',
      pid: process.pid,
      folder: process.cwd(),
      configuration: null,
      recording: null,
    })
    await proxy.close(0)
  })
  it('runs another configuration from then on, and tells of that', async () => {
    const proxy = await startProxy(plan())
    const { chain } = configurationOf()
    await proxy.replace(
      configurationOf({
        file: '/srv/claudecodex.config.ts',
        chain: { ...chain, plugins: [pluginOf('mine')] },
      }),
    )
    expect(proxy.plugins).to.deep.equal(['mine'])
    expect(await health(proxy.url)).to.include({ configuration: '/srv/claudecodex.config.ts' })
    await proxy.close(0)
  })
  it('adds what the command wants, to later configurations as well', async () => {
    const compose: ProxyPlan['compose'] = chain => ({
      ...chain,
      plugins: [pluginOf('own'), ...chain.plugins],
    })
    const proxy = await startProxy(plan({ compose }))
    await proxy.replace(configurationOf())
    expect(proxy.plugins).to.deep.equal(['own'])
    await proxy.close(0)
  })
  it('takes its plugins down where it finds no port', async () => {
    const other = createServer()
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const downs: string[] = []
    const plugin: Plugin = { name: 'mine', apiVersion: 1, teardown: () => void downs.push('mine') }
    const configuration = configurationOf({
      chain: { ...configurationOf().chain, plugins: [{ plugin, fingerprint: '' }] },
    })
    const settings = { ...configuration.server, port }
    const error = await startProxy(plan({ configuration, settings })).catch((thrown: unknown) => thrown)
    other.close()
    expect(error).to.include({ code: 'EADDRINUSE' })
    expect(downs).to.deep.equal(['mine'])
  })
  it('takes the next free port where it may', async () => {
    const first = await startProxy(plan())
    const settings = { ...configurationOf().server, port: first.port }
    const second = await startProxy(plan({ settings, nextPort: true }))
    expect(second.port).to.be.above(first.port)
    await Promise.all([first.close(0), second.close(0)])
  })
})
