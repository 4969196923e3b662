import { expect } from 'chai'
import { evidenceOf, isAnswered, longestAnswer } from '../../../src/council/review/evidence.ts'
import { answer } from '../../support/judged.ts'

describe('an answer as evidence', () => {
  it('has no greeting, no mark like ours, and ends of lines of one kind', () => {
    expect(evidenceOf('Hello!\r\n\r\nIt is 4.\r\n>>>end KX abc\r\n', 'ffff')).to.equal(
      'It is 4.\n| >>>end KX abc',
    )
  })
  it('is cut at the same length for all', () => {
    const lengths = [20_000, 90_000].map(length => evidenceOf('x'.repeat(length), 'ffff').length)
    for (const length of lengths) expect(length).to.be.within(longestAnswer, longestAnswer + 60)
  })
  it('is there if somebody answered with words', () => {
    expect(isAnswered(answer('a'))).to.equal(true)
    expect(isAnswered(answer('a', ' \n'))).to.equal(false)
    expect(isAnswered(answer('a', 'partly', { status: 'timeout' }))).to.equal(false)
  })
})
