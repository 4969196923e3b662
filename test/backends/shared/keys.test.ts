import { expect } from 'chai'
import { KeyRing } from '../../../src/backends/shared/keys.ts'

describe('the keys of a backend', () => {
  it('have labels in their order, which say nothing of them', () => {
    const ring = new KeyRing({ apiKeys: ['sk-first-one', 'sk-second-one'] })
    expect(ring.labels).to.deep.equal(['key 1', 'key 2'])
    expect(ring.keyOf('key 1', 'work')).to.equal('sk-first-one')
    expect(ring.keyOf('key 2', 'work')).to.equal('sk-second-one')
  })
  it('are the one key where there is one', () => {
    const ring = new KeyRing({ apiKey: 'sk-only-one' })
    expect(ring.labels).to.deep.equal(['key 1'])
    expect(ring.keyOf('key 1', 'work')).to.equal('sk-only-one')
  })
  it('are without the line break that ends a file', () =>
    expect(new KeyRing({ apiKeys: ['sk-first-one\n', ' two'] }).keyOf('key 1', 'work')).to.equal(
      'sk-first-one',
    ))
  it('are refused at once where it is unclear which are meant', () => {
    const wrong = [
      [{ apiKey: 'one', apiKeys: ['two'] }, 'apiKey and apiKeys are both given'],
      [{ apiKeys: [] }, 'apiKeys is an empty list'],
      [{ apiKeys: ['one', ' '] }, 'apiKeys[1] is empty: set its variable'],
    ] as const
    for (const [options, reason] of wrong) expect(() => new KeyRing(options)).to.throw(reason)
  })
  it('are named as unfit before they are sent', () =>
    expect(() => new KeyRing({ apiKey: 'sk-1\nsk-2' }).keyOf(undefined, 'work')).to.throw(
      'work: its key has a blank or a line break in its value; give it the key alone',
    ))
  it('are the first for a label that is none of theirs', () => {
    const ring = new KeyRing({ apiKeys: ['one', 'two'] })
    expect(ring.keyOf('client 3f9a2c', 'work')).to.equal('one')
    expect(ring.keyOf(undefined, 'work')).to.equal('one')
  })
  it('are none where none is configured', () => {
    const ring = new KeyRing({})
    expect(ring.labels).to.deep.equal([])
    expect(ring.keyOf('key 1', 'work')).to.equal(undefined)
  })
  it('are all kept out of what hosts quote', () =>
    expect(new KeyRing({ apiKeys: ['sk-first-one', 'sk-second-one'] }).secrets).to.deep.equal([
      'sk-first-one',
      'sk-second-one',
    ]))
})
