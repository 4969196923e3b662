import { expect } from 'chai'
import { bytesWithoutSecrets, secretsIn, withoutSecrets } from '../../src/core/secrets.ts'

describe('known secrets', () => {
  it('are what stands behind a scheme, and nothing short', () => {
    expect(secretsIn(['Bearer token-1', 'key-123456', undefined, 'abc'])).to.deep.equal([
      'token-1',
      'key-123456',
    ])
  })

  it('are masked wherever a text quotes them', () => {
    expect(withoutSecrets('invalid key key-1: "key-1"', ['key-1'])).to.equal('invalid key ***: "***"')
  })

  it('leave bytes alone that hold none', () => {
    const bytes = Buffer.from([0xff, 0x00, 0x61])
    expect(bytesWithoutSecrets(bytes, ['secret'])).to.equal(bytes)
    expect(bytesWithoutSecrets(Buffer.from('a secret'), ['secret']).toString()).to.equal('a ***')
  })
})
