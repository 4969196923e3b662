import { expect } from 'chai'
import { basisOf, excludedBy } from '../../../src/council/review/basis.ts'
import type { Ranking } from '../../../src/council/types.ts'
import { answer, review } from '../../support/judged.ts'

const answers = [...'abcdef'].map(id => answer(id))
const ids = (...given: Parameters<typeof basisOf>): string =>
  basisOf(...given)
    .map(({ member }) => member.id)
    .join('')
const place = { score: 0, borda: 0, z: 0, ballots: 2, firsts: 0, flaws: 0 }
const ranking = (order: string): Ranking => ({
  places: [...order].map(member => ({ member, ...place })),
  agreement: 1,
  confidence: 'high',
  isContested: false,
})

describe('what a chairman is shown', () => {
  it('is all up to four answers, and of more the best four, as they were listed', () => {
    expect(ids(answers.slice(0, 4), ranking('dcba'), [])).to.equal('abcd')
    expect(ids(answers, ranking('fedcba'), [])).to.equal('cdef')
    expect(ids(answers, undefined, [])).to.equal('abcdef')
  })
  it('leaves out what two reviewers suspect, and not what one does', () => {
    const [x, y] = [review('x', [], { suspected: ['a', 'a', 'b'] }), review('y', [], { suspected: ['b'] })]
    expect(excludedBy([x])).to.deep.equal([])
    expect(excludedBy([x, y])).to.deep.equal(['b'])
    expect(ids(answers, ranking('bafedc'), [x, y])).to.equal('adef')
  })
  it('is all of them where nothing else were left', () => {
    const reviews = ['x', 'y'].map(name => review(name, [], { suspected: ['a', 'b'] }))
    expect(ids(answers.slice(0, 2), undefined, reviews)).to.equal('ab')
  })
  it('is nothing of those that have not answered', () => {
    expect(ids([answer('a'), answer('b', '', { status: 'empty' })], undefined, [])).to.equal('a')
  })
})
