import { expect } from 'chai'
import { kindNamed, kinds } from '../../src/config/kinds.ts'
import { silentLog } from '../../src/core/log.ts'
import { createWire } from '../../src/wire/http.ts'

describe('the kinds of backends', () => {
  it('make backends from plain data', () => {
    const context = { name: 'mine', wire: createWire(), log: silentLog }
    expect(kindNamed('demo')?.make({ pace: false })(context)).to.include({
      name: 'mine',
      address: 'no network',
    })
    expect(kindNamed('anthropic')?.make({ baseUrl: 'http://127.0.0.1:5' })(context)).to.include({
      name: 'mine',
      address: 'http://127.0.0.1:5',
    })
  })

  it('say of each option what it may be', () => {
    const { anthropic } = kinds
    expect(anthropic?.options.credentials?.('both', ['credentials'])).to.have.length(1)
    expect(anthropic?.options.headers?.({ 'x-key': 'a' }, ['headers'])).to.deep.equal([])
  })

  it('are no properties of every object', () => {
    expect(kindNamed('constructor')).to.equal(undefined)
  })
})
