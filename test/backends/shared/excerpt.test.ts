import { expect } from 'chai'
import fc from 'fast-check'
import { excerptOf } from '../../../src/backends/shared/excerpt.ts'

describe('an excerpt', () => {
  it('of a short prompt is all of it', () => {
    expect(excerptOf(['one', '', 'two'])).to.deep.equal({ text: 'one\n\ntwo', share: 1 })
    expect(excerptOf([])).to.deep.equal({ text: '', share: 1 })
  })

  it('of a long one has pieces from its beginning to its end', () => {
    const texts = ['a', 'b', 'c', 'd'].map(letter => letter.repeat(30_000))
    const { text, share } = excerptOf(texts)
    for (const letter of 'abcd') expect(text.split(letter).length - 1).to.equal(3 * 1_024)
    expect(share).to.be.closeTo(120_000 / 12_288, 0.01)
  })

  it('is never long, and says how much of the whole it is', () => {
    const sizes = fc.array(fc.nat(20_000), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(sizes, lengths => {
        const texts = lengths.map(length => 'x'.repeat(length))
        const whole = lengths.reduce((sum, length) => sum + length, 0)
        const { text, share } = excerptOf(texts)
        const kept = text.replaceAll('\n', '').length
        expect(kept).to.be.at.most(13 * 1_024)
        expect(kept * share).to.be.closeTo(whole, 1)
      }),
    )
  })
})
