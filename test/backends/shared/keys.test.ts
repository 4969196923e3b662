import { expect } from 'chai'
import { KeyRing } from '../../../src/backends/shared/keys.ts'

describe('the keys of a backend', () => {
  it('have labels in their order, which say nothing of them', () => {
    const ring = new KeyRing({ apiKeys: ['sk-first-one', 'sk-second-one'] })
    expect(ring.labels).to.deep.equal(['key 1', 'key 2'])
    expect(ring.keyOf('key 1')).to.equal('sk-first-one')
    expect(ring.keyOf('key 2')).to.equal('sk-second-one')
  })
  it('are the one key where there is one', () => {
    const ring = new KeyRing({ apiKey: 'sk-only-one' })
    expect(ring.labels).to.deep.equal(['key 1'])
    expect(ring.keyOf('key 1')).to.equal('sk-only-one')
  })
  it('take the place of a single key', () =>
    expect(new KeyRing({ apiKey: 'of-a-variable', apiKeys: ['own'] }).keyOf(undefined)).to.equal('own'))
  it('are the first for a label that is none of theirs', () => {
    const ring = new KeyRing({ apiKeys: ['one', 'two'] })
    expect(ring.keyOf('client 3f9a2c')).to.equal('one')
    expect(ring.keyOf(undefined)).to.equal('one')
  })
  it('are none where none is configured', () => {
    const ring = new KeyRing({})
    expect(ring.labels).to.deep.equal([])
    expect(ring.keyOf('key 1')).to.equal(undefined)
  })
  it('are all kept out of what hosts quote', () =>
    expect(new KeyRing({ apiKeys: ['sk-first-one', 'sk-second-one'] }).secrets).to.deep.equal([
      'sk-first-one',
      'sk-second-one',
    ]))
})
