import { expect } from 'chai'
import { keyFault } from '../../../src/backends/shared/key-fault.ts'

describe('a key', () => {
  it('may be anything that a header can carry', () => {
    for (const key of ['sk-1', ' sk-1\n', 'a.b/c+d=', '']) expect(keyFault(key), key).to.equal(undefined)
  })
  it('is none with what a hurried hand has put there', () => {
    expect(keyFault('"sk-1"')).to.contain('quotes')
    expect(keyFault('Bearer sk-1')).to.contain('Bearer')
    expect(keyFault('sk-1 sk-2')).to.contain('blank')
    expect(keyFault('ключ')).to.contain('characters')
    expect(keyFault('sk-\u20131')).to.contain('characters')
  })
})
