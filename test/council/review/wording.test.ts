import { expect } from 'chai'
import { headingMark } from '../../../src/council/review/fences.ts'
import * as wording from '../../../src/council/review/wording.ts'

describe('the words of the prompts', () => {
  it('begin each heading with the mark that answers cannot hold', () => {
    const headings = Object.entries(wording).filter(([name]) => name.endsWith('Heading'))
    expect(headings).to.have.length(5)
    for (const [, heading] of headings) expect(heading).to.match(new RegExp(`^${headingMark} \\S`))
  })
  it('name all labels at the end of the order, and the form', () => {
    for (const words of [wording.ballotOrder, wording.repairOrder]) {
      const text = words(['KX', 'TN'], '{"ranking": []}')
      expect(text.split('\n').at(-1)).to.contain('KX, TN')
      expect(text).to.contain('{"ranking": []}')
    }
  })
  it('ask for the same, whether to edit or to merge', () => {
    const rules = wording.mergeOrder.split('\n').slice(2)
    expect(rules.length).to.be.above(4)
    expect(wording.editOrder('KX').split('\n').slice(2)).to.deep.equal(rules)
    expect(wording.editOrder('KX')).to.contain('Draft KX')
  })
})
