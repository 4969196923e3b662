import { expect } from 'chai'
import { trustContext } from '../../src/wire/trust.ts'
import { authority, authorityFile } from '../support/authority.ts'

describe('the trusted authorities', () => {
  it('are Node’s own where none are added', () => {
    expect(trustContext([], { NODE_EXTRA_CA_CERTS: authorityFile })).to.equal(undefined)
  })
  it('are one context where some are', () => {
    expect(trustContext([authority, `# a comment\n${authority}${authority}`], {})).to.have.property('context')
  })
  it('do without a file of extra ones that cannot be read, as Node itself does', () => {
    expect(trustContext([authority], { NODE_EXTRA_CA_CERTS: '/does/not/exist.pem' })).to.have.property(
      'context',
    )
  })
  it('are a fault of `ca` where one is no certificate', () => {
    const broken = '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n'
    for (const text of ['', '/etc/ssl/corp.pem', broken])
      expect(() => trustContext([text], {})).to.throw('`ca`')
  })
})
