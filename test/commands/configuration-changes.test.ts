import { expect } from 'chai'
import { changesBetween } from '../../src/commands/configuration-changes.ts'
import type { Configuration } from '../../src/config/configuration.ts'
import { configurationOf, pluginOf } from '../support/configuration.ts'

const changes = (before: Partial<Configuration>, after: Partial<Configuration>) =>
  changesBetween(configurationOf(before), configurationOf(after))

describe('what differs between two configurations', () => {
  const { chain, server } = configurationOf({})

  it('is nothing where they say the same', () =>
    expect(changes({}, {})).to.deep.equal({ applied: [], restart: [] }))
  it('is the default backend, with the reason for it', () =>
    expect(
      changes({}, { backend: { name: 'work', reason: 'chosen by the configuration' } }).applied,
    ).to.deep.equal(['backend scripted -> work (chosen by the configuration)']))
  it('is the list of backends', () => {
    const backends = { names: ['work', 'local'], find: () => undefined }
    expect(changes({}, { chain: { ...chain, backends } }).applied).to.deep.equal([
      'added backends work, local',
      'removed backend scripted',
    ])
  })
  it('is the model and the table of models', () => {
    const models = {
      ...chain.models,
      fixed: { model: 'gpt-5.1', reason: '' },
      rules: [{ pattern: 'claude-*', model: 'gpt-5.1' }],
    }
    const other = { chain: { ...chain, models } }
    expect(changes({}, other).applied).to.deep.equal(['model table, 1 line', 'model as asked -> gpt-5.1'])
    expect(changes(other, {}).applied).to.deep.equal(['model table, 0 lines', 'model gpt-5.1 -> as asked'])
  })
  it('is the plugins that came, went and were read again', () => {
    const before = { chain: { ...chain, plugins: [pluginOf('log'), pluginOf('old'), pluginOf('mine', '1')] } }
    const after = { chain: { ...chain, plugins: [pluginOf('log'), pluginOf('mine', '2'), pluginOf('new')] } }
    expect(changes(before, after).applied).to.deep.equal([
      'added plugin new',
      'removed plugin old',
      'reloaded plugin mine',
    ])
  })
  it('is whether requests are held to be carried whole', () => {
    const strict = { chain: { ...chain, strict: true } }
    expect(changes({}, strict).applied).to.deep.equal(['strict on'])
    expect(changes(strict, {}).applied).to.deep.equal(['strict off'])
  })
  it('is what the server was bound with, which needs a restart', () =>
    expect(
      changes({}, { server: { ...server, port: 9, clientKey: 'key-1', allowHosts: ['proxy.test'] } }).restart,
    ).to.deep.equal(['server.port', 'server.allowHosts', 'server.clientKey']))
})
