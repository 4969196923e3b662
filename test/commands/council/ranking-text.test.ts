import { expect } from 'chai'
import { doubtText, rankingText } from '../../../src/commands/council/ranking-text.ts'
import { plain, rankingOf, reviewOf } from './support.ts'

describe('a ranking in words', () => {
  it('has places, agreement and confidence', () => {
    expect(rankingText(rankingOf(), [], plain).split('\n')).to.deep.equal([
      'ranking  agreement 0.78 · medium confidence',
      '  1 sim:b  0.90  first in 3 of 3',
      '  2 sim:a  0.40  first in 0 of 3',
      '  3 sim:c  0.20  first in 0 of 3',
    ])
  })
  it('says what is contested, not compared, not to be told, and which flaws were found', () => {
    const [first, second] = rankingOf().places
    const places = [...(first ? [first] : []), ...(second ? [{ ...second, borda: null }] : [])]
    const ranking = rankingOf({ places, agreement: null, isContested: true })
    const text = rankingText(ranking, [reviewOf('a', { flaws: { 'sim:c': 'It is wrong' } })], plain)
    expect(text).to.contain('too few reviews to compare').and.contain('contested').and.contain('not compared')
    expect(text).to.contain('sim:a finds in sim:c: It is wrong')
  })
  it('is doubted where confidence is low, with the way to the answer ranked first', () => {
    expect(doubtText(rankingOf(), false)).to.equal(undefined)
    expect(doubtText(undefined, false)).to.equal(undefined)
    const low = rankingOf({ confidence: 'low' })
    expect(doubtText(low, false)).to.contain('sim:b is ranked first; --select takes')
    expect(doubtText(low, true)).to.contain('--show-responses')
  })
})
