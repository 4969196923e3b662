import { expect } from 'chai'
import { aggregate } from '../../../src/council/review/aggregate.ts'
import { dissentIn } from '../../../src/council/review/dissent.ts'
import type { Review } from '../../../src/council/types.ts'
import { answer, council, review } from '../../support/judged.ts'

const answers = ['a', 'b', 'c'].map(id => answer(id))
const dissent = (reviews: readonly Review[]) =>
  dissentIn(reviews, aggregate(reviews, answers, council([])), answers)
const shown = [
  { label: 'KX', member: 'b' },
  { label: 'TN', member: 'a' },
]

describe('dissent', () => {
  it('is nothing where all agree, and without a ranking', () => {
    expect(dissent(['x', 'y'].map(name => review(name, [['a'], ['b'], ['c']])))).to.deep.equal([])
    expect(dissent([review('x', [['a'], ['b']])])).to.deep.equal([])
  })
  it('is whom a minority put first, with its reason in names that people know', () => {
    const minority = review('z', [['b'], ['a'], ['c']], { shown, critiques: { b: 'KX sees more than TN.' } })
    const others = ['x', 'y'].map(name => review(name, [['a'], ['b'], ['c']]))
    expect(dissent([...others, minority])).to.deep.equal([
      { member: 'b', point: 'Put first by 1 of 3 reviewers: b sees more than a.' },
    ])
  })
  it('is not that somebody likes the own answer best, or holds it equal to the winner', () => {
    const others = ['x', 'y'].map(name => review(name, [['a'], ['b'], ['c']]))
    expect(
      dissent([...others, review('c', [['c'], ['a'], ['b']]), review('z', [['a', 'b'], ['c']])]),
    ).to.deep.equal([])
  })
  it('is each fatal flaw that the winner is charged with', () => {
    const charge = review('y', [['a'], ['b'], ['c']], { flaws: { a: 'It loses data.', c: 'It is wrong.' } })
    expect(dissent([review('x', [['a'], ['b'], ['c']]), charge])).to.deep.equal([
      { member: 'a', point: 'It loses data.' },
    ])
  })
  it('is nothing of reviews that do not count', () => {
    const late = review('z', [['c'], ['a']], { status: 'late', flaws: { a: 'Wrong.' } })
    expect(dissent([...['x', 'y'].map(name => review(name, [['a'], ['b'], ['c']])), late])).to.deep.equal([])
  })
})
