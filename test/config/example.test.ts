import { resolve } from 'node:path'
import { expect } from 'chai'
import { loadConfiguration } from '../../src/config/load.ts'
import { makeTree } from '../support/tree.ts'

describe('claudecodex.config.example.ts', () => {
  it('can be used as it is', async () => {
    const tree = makeTree({ 'a.txt': '' })
    try {
      const { backend, chain, server, notices } = await loadConfiguration({
        cwd: tree.root,
        env: { CLAUDECODEX_HOME: tree.root },
        flags: { config: resolve('claudecodex.config.example.ts') },
      })
      expect(backend.name).to.equal('claude')
      expect(server).to.include({ port: 8082, host: '127.0.0.1' })
      expect(notices).to.deep.equal([])
      expect(chain.plugins.map(({ plugin }) => plugin.name)).to.include('log')
      for (const name of ['claude', 'team', 'offline', 'deepseek', 'nimbus'])
        expect(chain.backends.find(name)?.name).to.equal(name)
    } finally {
      tree.remove()
    }
  })
})
