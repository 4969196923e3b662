import { expect } from 'chai'
import { placesOf, remarksOn } from '../../../src/council/review/remarks.ts'
import { review } from '../../support/judged.ts'

const drafts = new Map([
  ['a', 'BD'],
  ['b', 'FG'],
])
const shown = ['a', 'b', 'c'].map((member, index) => ({ label: ['KX', 'TN', 'PR'][index] ?? '', member }))

describe('remarks for a chairman', () => {
  it('are flaws and critiques, with the labels of the drafts and no names', () => {
    const given = review('x', [['a'], ['b']], {
      shown,
      critiques: { a: 'KX is better than TN and PR.', c: 'Not shown.' },
      flaws: { b: 'TN loses data.' },
    })
    expect(remarksOn(drafts, [given])).to.deep.equal([
      '- BD: BD is better than FG and another draft.',
      '- FG, fatal flaw charged: FG loses data.',
    ])
  })
  it('say where reviewers contradict each other', () => {
    const reviews = [review('x', [['a'], ['b']]), review('y', [['b'], ['a']])]
    expect(remarksOn(drafts, reviews)).to.have.length(2)
    expect(remarksOn(drafts, reviews)[0]).to.match(
      /^- BD: reviewers contradict each other\. 1 put it first, 1 put it last/,
    )
    expect(remarksOn(drafts, [review('x', [['a', 'b']]), review('y', [['a', 'b']])])).to.deep.equal([])
  })
  it('are cut, and come from reviews that count', () => {
    const long = review('x', [['a'], ['b']], { critiques: { a: 'y'.repeat(2000) } })
    expect(remarksOn(drafts, [long])[0]?.length).to.be.below(620)
    expect(remarksOn(drafts, [{ ...long, status: 'late' }])).to.deep.equal([])
  })
  it('tell how the drafts did, and of no others', () => {
    const place = { z: 1, ballots: 3, flaws: 0 }
    const places = [
      { member: 'b', score: 1.234, borda: 0.75, firsts: 2, ...place },
      { member: 'c', score: 0, borda: 0.5, firsts: 1, ...place },
      { member: 'a', score: -1, borda: null, firsts: 0, ...place },
    ]
    expect(placesOf(drafts, { places, agreement: 1, confidence: 'high', isContested: false })).to.deep.equal([
      '- FG: score 1.23, preferred in 75 % of comparisons, first for 2 of 3',
      '- BD: score -1.00, not compared, first for 0 of 3',
    ])
  })
})
