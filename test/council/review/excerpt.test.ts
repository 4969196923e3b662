import { expect } from 'chai'
import fc from 'fast-check'
import { brief, excerpt } from '../../../src/council/review/excerpt.ts'

describe('an excerpt', () => {
  it('is the whole of what is short', () => expect(excerpt('short', 5)).to.equal('short'))
  it('keeps the head and the tail, and says how much is gone', () => {
    expect(excerpt(`${'h'.repeat(50)}${'t'.repeat(50)}`, 30)).to.equal(
      `${'h'.repeat(20)}\n[... 70 characters left out ...]\n${'t'.repeat(10)}`,
    )
  })
  it('never cuts a character in two', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 30 }),
        fc.integer({ min: 1, max: 30 }),
        (text, limit) => {
          expect(excerpt(text, limit)).to.satisfy((cut: string) => !/\p{Cs}/u.test(cut))
          expect(brief(text, limit)).to.satisfy((cut: string) => !/\p{Cs}/u.test(cut) && cut.length <= limit)
        },
      ),
    )
  })
  it('is one line where it must be brief', () => {
    expect(brief('  one\n two  ', 20)).to.equal('one two')
    expect(brief('one two three', 9)).to.equal('one two…')
  })
})
