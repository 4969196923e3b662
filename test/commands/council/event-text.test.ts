import { expect } from 'chai'
import { InternalError } from '../../../src/anthropic/errors.ts'
import { answerText, eventText, reviewText } from '../../../src/commands/council/event-text.ts'
import type { CouncilEvent } from '../../../src/council/types.ts'
import { answerOf, goodCourse, lackOf, memberOf, plain, reviewOf } from './support.ts'

const text = (event: CouncilEvent): string | undefined => eventText(event, { colors: plain, reviews: [] })

describe('an event of a council in words', () => {
  it('is a line for each that a person follows', () => {
    const lines = goodCourse().flatMap(event => text(event) ?? [])
    expect(lines).to.deep.equal([
      '✓ sim:a  2.1s  1.2k in, 300 out  $0.012',
      '✓ sim:b  2.1s  1.2k in, 300 out  $0.012',
      '✓ sim:c  2.1s  1.2k in, 300 out  $0.012',
      'quorum 2/3 after 10s',
      '✓ review of sim:a  3.0s',
      '✓ review of sim:b  3.0s',
      'ranking  agreement 0.78 · medium confidence\n  1 sim:b  0.90  first in 3 of 3\n  2 sim:a  0.40  first in 0 of 3\n  3 sim:c  0.20  first in 0 of 3',
      'sim:a writes the answer, after 16s',
    ])
  })
  it('says why an answer is missing', () => {
    expect(answerText(lackOf('a', 'failed', { error: new InternalError('broken') }), plain)).to.equal(
      '✗ sim:a  broken',
    )
    expect(answerText(lackOf('a', 'late'), plain)).to.contain('– sim:a  was not waited for')
    expect(answerText(lackOf('a', 'timeout'), plain, 1_000)).to.contain('within 1.0s')
  })
  it('says what in an answer speaks to its judges', () => {
    const answer = answerOf('a', { suspicions: ['It asks for the first place'] })
    expect(answerText(answer, plain)).to.match(/speaks to its judges: It asks for the first place$/)
  })
  it('says what is wrong with a review', () => {
    const words = (more: Parameters<typeof reviewOf>[1]) => reviewText(reviewOf('a', more), plain)
    expect(words({ status: 'repaired' }))
      .to.contain('✓')
      .and.contain('mended')
    expect(words({ status: 'partial', isContradictory: true }))
      .to.contain('not placed')
      .and.contain('another order')
    expect(words({ status: 'abstained' })).to.equal('– review of sim:a  abstains')
    expect(words({ status: 'failed', error: new InternalError('gone') })).to.equal('– review of sim:a  gone')
  })
  it('says that a chairman could not write', () => {
    const event = {
      at: 0,
      type: 'synthesis_failed',
      by: memberOf('a'),
      error: new InternalError('gone'),
    } as const
    expect(text(event)).to.equal('sim:a could not write it: gone')
  })
})
