import { expect } from 'chai'
import log from '../../plugins/log.ts'
import record from '../../plugins/record.ts'
import { quietPlugins, shippedPlugins, withFlags, withoutMonitor } from '../../src/commands/compose.ts'
import type { LoadedPlugin } from '../../src/core/chain.ts'
import { optionsOf } from '../../src/core/plugin.ts'
import { configurationOf, pluginOf } from '../support/configuration.ts'

const chainWith = (...plugins: readonly LoadedPlugin[]) => ({ ...configurationOf().chain, plugins })
const monitor = (options: Parameters<typeof log>[0] = {}): LoadedPlugin => ({
  plugin: log(options),
  fingerprint: 'log',
  options,
})
const optionsIn = ({ plugins }: { readonly plugins: readonly LoadedPlugin[] }): readonly unknown[] =>
  plugins.map(({ plugin }) => optionsOf(plugin))

describe('the plugins of every server', () => {
  it('have the monitor among them, as the flags want it', () => {
    const shipped = shippedPlugins({ json: true })[1]
    expect(shipped?.name).to.equal('log')
    const plugin = shipped?.make({ color: false, json: false })
    expect(plugin && optionsOf(plugin)).to.deep.equal({ color: false, json: true })
  })
  it('have the recorder among them, where the flags want it', () => {
    const [shipped] = shippedPlugins({ logDir: 'elsewhere' })
    expect(shipped?.name).to.equal('record')
    const plugin = shipped?.make({ days: 3, folder: 'here' })
    expect(plugin && optionsOf(plugin)).to.deep.equal({ days: 3, folder: 'elsewhere' })
  })
  it('have record and failover among them, with the terminal or without', () => {
    expect(shippedPlugins({}).map(({ name }) => name)).to.deep.equal(['record', 'log', 'failover'])
    expect(quietPlugins({}).map(({ name }) => name)).to.deep.equal(['record', 'failover'])
    const plugin = quietPlugins({})[1]?.make({ retries: 1 })
    expect(plugin && optionsOf(plugin)).to.deep.equal({ retries: 1 })
  })
})

describe('the flags of monitor and recorder', () => {
  it('come before the options of a configuration', () => {
    const chain = withFlags(chainWith(pluginOf('mine'), monitor({ verbose: false, color: false })), {
      verbose: true,
    })
    expect(chain.plugins.map(({ plugin }) => plugin.name)).to.deep.equal(['mine', 'log'])
    expect(optionsIn(chain)[1]).to.deep.equal({ verbose: true, color: false })
    expect(chain.plugins[1]?.fingerprint).not.to.equal('log')
  })
  it('change nothing where they are not given, or are what is there', () => {
    const chain = chainWith(monitor({ verbose: true }))
    expect(withFlags(chain, {}).plugins[0]).to.equal(chain.plugins[0])
    expect(withFlags(chain, { verbose: true }).plugins[0]).to.equal(chain.plugins[0])
  })
  it('reach a recorder that the configuration has made', () => {
    const chain = chainWith({ plugin: record({ days: 3 }), fingerprint: 'record', options: { days: 3 } })
    expect(withFlags(chain, {}).plugins[0]).to.equal(chain.plugins[0])
    expect(optionsIn(withFlags(chain, { logFile: 'run.jsonl' }))).to.deep.equal([
      { days: 3, file: 'run.jsonl' },
    ])
  })
  it('leave a user’s own plugin of that name alone', () => {
    const chain = chainWith(pluginOf('log'))
    expect(withFlags(chain, { json: true }).plugins).to.deep.equal(chain.plugins)
  })
})

describe('a terminal that belongs to somebody else', () => {
  it('is kept free of the monitor', () =>
    expect(withoutMonitor(chainWith(monitor(), pluginOf('mine'))).plugins).to.have.length(1))
  it('is not touched by a monitor that writes elsewhere, nor by another plugin of its name', () => {
    const chain = chainWith(monitor({ stream: { write: () => true } }), pluginOf('log'))
    expect(withoutMonitor(chain).plugins).to.deep.equal(chain.plugins)
  })
})
