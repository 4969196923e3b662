import { expect } from 'chai'
import fc from 'fast-check'
import { editDistance, nearest } from '../../src/core/nearest.ts'

describe('finding what a word was meant to be', () => {
  it('finds a word with a letter too many, too few, wrong, or swapped', () => {
    for (const word of ['onEvents', 'onEvnt', 'onEvemt', 'onEevnt', 'onevent']) {
      expect(nearest(word, ['onEnd', 'onEvent', 'onError']), word).to.equal('onEvent')
    }
  })

  it('offers nothing that is far away, and is strict with short words', () => {
    expect(nearest('banana', ['onEvent', 'setup'])).to.equal(undefined)
    expect(nearest('ab', ['cd'])).to.equal(undefined)
  })

  it('measures a distance: none to itself, the same both ways, never more than the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (one, other) => {
        const edits = editDistance(one, other)
        expect(editDistance(one, one)).to.equal(0)
        expect(edits).to.equal(editDistance(other, one))
        expect(edits).to.be.at.most(Math.max(one.toLowerCase().length, other.toLowerCase().length))
      }),
    )
  })
})
