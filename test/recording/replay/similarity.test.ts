import { expect } from 'chai'
import fc from 'fast-check'
import { similarityOf } from '../../../src/recording/replay/similarity.ts'

describe('the similarity of two texts', () => {
  it('is 1 of the same words, whatever is between them', () => {
    expect(similarityOf('The build passes.', 'The  build\npasses.')).to.equal(1)
    expect(similarityOf('', '')).to.equal(1)
  })
  it('is 0 of texts with nothing in common, and of one beside none', () => {
    expect(similarityOf('alpha beta gamma', 'one two three')).to.equal(0)
    expect(similarityOf('alpha', '')).to.equal(0)
  })
  it('is higher the more is said in the same words', () => {
    const text = 'I read the file and found the bug in the parser'
    const near = similarityOf(text, 'I read the file and found the bug in the lexer')
    const far = similarityOf(text, 'The parser is fine, as the file says')
    expect(near).to.be.greaterThan(0.8).and.below(1)
    expect(far).to.be.below(near)
  })
  it('lies between 0 and 1, and does not mind which is which', () => {
    fc.assert(
      fc.property(fc.lorem(), fc.lorem(), (one, other) => {
        const found = similarityOf(one, other)
        expect(found).to.be.within(0, 1)
        expect(similarityOf(other, one)).to.equal(found)
      }),
    )
  })
})
