import { expect } from 'chai'
import * as publicApi from 'claudecodex'
import log from 'claudecodex/plugins/log'
import * as testing from 'claudecodex/testing'
import { isShipped, ownModules, shippedNames } from '../../src/config/own-modules.ts'

describe('the running copy of the package', () => {
  it('is what a configuration gets, and no second one', async () => {
    const modules = await ownModules(["import { scripted } from 'claudecodex/testing'"])
    expect(modules.claudecodex).to.have.property('ApiError', publicApi.ApiError)
    expect(modules['claudecodex/testing']).to.include(testing)
  })

  it('has the shipped plugins that are mentioned, and nothing under names that are none', async () => {
    const modules = await ownModules([
      "import log from 'claudecodex/plugins/log'",
      'claudecodex/plugins/nothing',
    ])
    expect(Object.keys(modules)).to.deep.equal(['claudecodex', 'claudecodex/plugins/log'])
    expect(modules['claudecodex/plugins/log']).to.have.property('default', log)
  })

  it('knows its plugins by name', () => {
    expect(isShipped('log')).to.equal(true)
    expect(isShipped('nothing')).to.equal(false)
    expect(isShipped('../src/index')).to.equal(false)
    expect(shippedNames()).to.include.members(['log', 'failover', 'cost', 'tools', 'system-prompt', 'dump'])
    expect(shippedNames().every(isShipped)).to.equal(true)
  })
})
