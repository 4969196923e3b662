import { expect } from 'chai'
import {
  liveName,
  servedConfiguration,
  servedName,
} from '../../../src/commands/replay/served-configuration.ts'
import { silentLog } from '../../../src/core/log.ts'
import { configurationOf, pluginOf } from '../../support/configuration.ts'
import { openLibrary } from '../../support/library.ts'

describe('the configuration of a proxy that serves a recording', () => {
  const served = async (asksLive: boolean) => {
    const { library, close } = await openLibrary([])
    await close()
    const configured = configurationOf()
    const plugins = ['log', 'redact', 'failover', 'record'].map(name => pluginOf(name))
    const chain = { ...configured.chain, plugins, strict: true, prices: async () => undefined }
    return servedConfiguration({ ...configured, chain }, { library }, { log: silentLog, asksLive })
  }
  it('has the recording and nobody else to ask', async () => {
    const { chain, backend } = await served(false)
    expect(backend.name).to.equal(servedName)
    expect(chain.models).to.deep.equal({ defaultBackend: servedName, rules: [] })
    expect(chain.backends.names).to.deep.equal([servedName])
    expect(chain.backends.find(servedName)?.name).to.equal(servedName)
    for (const name of ['openai', 'scripted', liveName]) expect(chain.backends.find(name)).to.equal(undefined)
  })
  it('runs the monitor alone, loses nothing by being strict, and costs nothing', async () => {
    const { chain } = await served(false)
    expect(chain.plugins.map(({ plugin }) => plugin.name)).to.deep.equal(['log'])
    expect(chain.strict).to.equal(false)
    expect(chain.prices).to.equal(undefined)
  })
  it('knows the configured backend under a name of its own where misses are asked of it', async () => {
    const { chain } = await served(true)
    expect(chain.backends.find(liveName)?.name).to.equal('scripted')
    expect(chain.backends.find('scripted')).to.equal(undefined)
  })
})
