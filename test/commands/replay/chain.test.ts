import { expect } from 'chai'
import { replayChain } from '../../../src/commands/replay/chain.ts'
import { pluginOf } from '../../support/configuration.ts'
import { chainOf } from '../../support/gateway.ts'

describe('the chain of a replay', () => {
  it('is today’s, without what would answer from elsewhere, ask again, or write to the terminal', () => {
    const names = ['record', 'log', 'redact', 'cache', 'cache-answers', 'mine', 'failover']
    const plugins = names.map(name => pluginOf(name))
    const found = replayChain({ ...chainOf({}), plugins }, [{ name: 'own', apiVersion: 1 }])
    expect(found.running).to.deep.equal(['redact', 'mine'])
    expect(found.leftOut).to.deep.equal(['record', 'log', 'cache', 'cache-answers', 'failover'])
    expect(found.chain.plugins.map(({ plugin }) => plugin.name)).to.deep.equal(['redact', 'mine', 'own'])
  })
})
