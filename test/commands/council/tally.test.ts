import { expect } from 'chai'
import { tallyOf } from '../../../src/commands/council/tally.ts'
import { answerOf, lackOf, resultOf, reviewOf } from './support.ts'

describe('the tally of a council', () => {
  const result = resultOf({ answers: [answerOf('a'), lackOf('b', 'failed')], reviews: [reviewOf('a')] })
  const end = { status: 'ended' as const, result, answers: result.answers, reviews: result.reviews, text: '' }

  it('has a row for each answer, each review and the synthesis', () => {
    const rows = tallyOf(end, 0.02)
    expect(rows.map(({ role, member, status }) => `${role} ${member} ${status}`)).to.deep.equal([
      'answer sim:a answered',
      'answer sim:b failed',
      'review sim:a given',
      'synthesis sim:a written',
    ])
    expect(rows[3]).to.deep.include({ dollars: 0.02, timing: { totalMs: 1_000 } })
    expect(rows[1]).not.to.have.any.keys('usage', 'dollars')
  })
  it('has none for what nobody has written, and no cost that is not known', () => {
    const single = { ...result, synthesis: { kind: 'single' as const, by: 'sim:a', basis: ['sim:a'] } }
    expect(tallyOf({ ...end, result: single }, undefined)).to.have.length(3)
    expect(tallyOf(end, undefined)[3]).not.to.have.property('dollars')
  })
})
