import { expect } from 'chai'
import { agreementOf, confidenceOf } from '../../../src/council/review/agreement.ts'
import { ballotsOf } from '../../../src/council/review/ballots.ts'
import { pairsOf } from '../../../src/council/review/pairs.ts'
import type { Review } from '../../../src/council/types.ts'
import { answer, member, review } from '../../support/judged.ts'

const abc = ['a', 'b', 'c']
const ballots = (reviews: readonly Review[]) =>
  ballotsOf(
    reviews,
    abc.map(id => answer(id)),
  )
const inOrder = (...orders: readonly string[]): readonly Review[] =>
  orders.map((order, index) =>
    review(
      `r${index}`,
      [...order].map(id => [id]),
    ),
  )
const confidence = (reviews: readonly Review[], isContested = false) =>
  confidenceOf(agreementOf(ballots(reviews)), ballots(reviews), pairsOf(ballots(reviews), 3), isContested)

describe('agreement', () => {
  it('is 1 where all say the same, ties too, and 0 where they say the opposite', () => {
    expect(agreementOf(ballots(inOrder('abc', 'abc', 'abc')))).to.equal(1)
    expect(agreementOf(ballots([review('x', [abc]), review('y', [abc])]))).to.equal(1)
    expect(agreementOf(ballots(inOrder('abc', 'cba')))).to.equal(0)
  })
  it('lies between where they agree in part', () => {
    expect(agreementOf(ballots(inOrder('abc', 'acb')))).to.be.closeTo(1 / 3, 1e-9)
  })
  it('is not known where no two were compared twice', () => {
    expect(agreementOf(ballots([]))).to.equal(null)
    expect(agreementOf(ballots(inOrder('ab', 'bc')))).to.equal(null)
  })
})

describe('confidence', () => {
  it('is high where several of several families agree', () => {
    expect(confidence(inOrder('abc', 'abc', 'abc'))).to.equal('high')
  })
  it('is never high among one family, or where other counts have another winner', () => {
    const family = inOrder('abc', 'abc', 'abc').map(given => ({
      ...given,
      reviewer: member(given.reviewer.id, 'one'),
    }))
    expect(confidence(family)).to.equal('medium')
    expect(confidence(inOrder('abc', 'abc', 'abc'), true)).to.equal('medium')
  })
  it('is low where they disagree, and where a pair has fewer than two ballots', () => {
    expect(confidence(inOrder('abc', 'cba', 'bac'))).to.equal('low')
    expect(confidence(inOrder('abc', 'ab', 'ab', 'ab'))).to.equal('low')
  })
})
