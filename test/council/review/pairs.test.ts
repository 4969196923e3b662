import { expect } from 'chai'
import { ballotsOf } from '../../../src/council/review/ballots.ts'
import { bordaOf, pairsOf } from '../../../src/council/review/pairs.ts'
import { answer, review } from '../../support/judged.ts'

const pairs = (...orders: readonly (readonly (readonly string[])[])[]) => {
  const answers = ['a', 'b', 'c'].map(id => answer(id))
  return pairsOf(
    ballotsOf(
      orders.map((order, index) => review(`r${index}`, order)),
      answers,
    ),
    3,
  )
}

describe('pairs', () => {
  it('share the votes, and know what nobody has compared', () => {
    const found = pairs([['a'], ['b']], [['a'], ['b']], [['b'], ['a']], [['a', 'b']])
    expect(found.wins(0, 1)).to.equal(2.5)
    expect(found.share(0, 1)).to.equal(0.625)
    expect(found.share(1, 0)).to.equal(0.375)
    expect(found.ballots(1, 0)).to.equal(4)
    expect(found.share(0, 2)).to.equal(undefined)
  })
  it('give the mean share over those that an answer was compared with', () => {
    const found = pairs([['a'], ['b'], ['c']], [['a', 'b'], ['c']])
    expect([0, 1, 2].map(answer => bordaOf(answer, found))).to.deep.equal([0.875, 0.625, 0])
    expect(bordaOf(2, pairs([['a'], ['b']]))).to.equal(null)
  })
})
