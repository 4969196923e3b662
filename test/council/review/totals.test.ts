import { expect } from 'chai'
import { isContradictory, totalOf } from '../../../src/council/review/totals.ts'

describe('what scores come to', () => {
  it('is the mean of those that were given', () => {
    expect(totalOf({ correct: 5, complete: 2 })).to.equal(3.5)
    expect(totalOf({})).to.equal(undefined)
    expect(totalOf(undefined)).to.equal(undefined)
  })
  it('contradicts an order only if who stands behind has more', () => {
    const scores = { a: { correct: 3 }, b: { correct: 4 }, c: { correct: 3 } }
    expect(isContradictory([['b'], ['a'], ['c']], scores)).to.equal(false)
    expect(isContradictory([['a', 'b'], ['c']], scores)).to.equal(false)
    expect(isContradictory([['a'], ['b']], scores)).to.equal(true)
    expect(isContradictory([['a'], ['unscored']], scores)).to.equal(false)
  })
})
