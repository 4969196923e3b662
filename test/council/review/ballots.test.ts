import { expect } from 'chai'
import { ballotsOf, isCounted } from '../../../src/council/review/ballots.ts'
import type { Review } from '../../../src/council/types.ts'
import { answer, member, review } from '../../support/judged.ts'

const answers = ['a', 'b', 'c'].map(id => answer(id))
const comparisons = (...given: Parameters<typeof review>) =>
  ballotsOf([review(...given)], answers)[0]?.comparisons

describe('ballots', () => {
  it('are comparisons of two: each before all behind it, equals with each other, the unlisted with nobody', () => {
    expect(comparisons('x', [['a', 'b'], ['c']])).to.have.deep.members([
      { one: 0, other: 1, result: 0.5, weight: 1 },
      { one: 0, other: 2, result: 1, weight: 1 },
      { one: 1, other: 2, result: 1, weight: 1 },
    ])
    expect(comparisons('x', [['c'], ['a']])).to.deep.equal([{ one: 2, other: 0, result: 1, weight: 1 }])
  })
  it('count less where scores contradict them, and where one’s own family is concerned', () => {
    expect(comparisons('x', [['a'], ['b']], { isContradictory: true })?.[0]?.weight).to.equal(0.7)
    const kin = { reviewer: member('x', 'a') }
    const weights = comparisons('x', [['a'], ['b'], ['c']], kin)?.map(({ weight }) => weight)
    expect(weights).to.deep.equal([0.5, 0.5, 1])
  })
  it('are those that were given', () => {
    const statuses: readonly Review['status'][] = [
      'given',
      'repaired',
      'partial',
      'abstained',
      'failed',
      'late',
    ]
    expect(statuses.map(status => isCounted(review('x', [], { status })))).to.deep.equal([
      true,
      true,
      true,
      false,
      false,
      false,
    ])
    expect(
      ballotsOf([review('x', [['a']], { status: 'failed' }), review('y', [['gone']])], answers),
    ).to.deep.equal([])
  })
})
