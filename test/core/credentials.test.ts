import { inspect } from 'node:util'
import { expect } from 'chai'
import * as publicApi from 'claudecodex'
import { credentialsOf, keepCredentials, shareCredentials } from '../../src/core/credentials.ts'

describe('a client’s credentials', () => {
  const both = { 'x-api-key': 'canary-key', authorization: 'Bearer canary-token' }

  it('are kept as they came, both where both came', () => {
    const exchange = {}
    keepCredentials(exchange, both)
    expect(credentialsOf(exchange)).to.deep.equal(both)
  })
  it('are none where the client sent none, or empty ones', () => {
    const exchange = {}
    expect(credentialsOf(exchange)).to.deep.equal({})
    keepCredentials(exchange, { 'x-api-key': ' ', authorization: '' })
    expect(credentialsOf(exchange)).to.deep.equal({})
  })
  it('are shared with what serves the exchange, and with nothing else', () => {
    const [exchange, call, other] = [{}, {}, {}]
    keepCredentials(exchange, both)
    shareCredentials(exchange, call)
    expect(credentialsOf(call)).to.deep.equal(both)
    expect(credentialsOf(other)).to.deep.equal({})
  })
  it('hold nothing but the two headers', () => {
    const exchange = {}
    keepCredentials(exchange, { ...both, 'x-claudecodex-key': 'canary' } as typeof both)
    expect(credentialsOf(exchange)).to.deep.equal(both)
  })
  it('cannot be seen on their holder, nor reached by the public API', () => {
    const exchange = { id: 'exchange' }
    keepCredentials(exchange, both)
    expect(inspect(exchange, { showHidden: true, depth: 10 })).not.to.contain('canary')
    expect(JSON.stringify(exchange)).not.to.contain('canary')
    expect(Reflect.ownKeys(exchange)).to.deep.equal(['id'])
    const names = Object.keys(publicApi).filter(name => /credential/i.test(name))
    expect(names).to.deep.equal([])
  })
})
