import { expect } from 'chai'
import { InternalError } from '../../../src/anthropic/errors.ts'
import { answerSection, reviewSection } from '../../../src/commands/council/shown.ts'
import { answerOf, lackOf, reviewOf } from './support.ts'

describe('an answer in full', () => {
  it('has its author and its text, or why there is none', () => {
    expect(answerSection(answerOf('a'))).to.equal('### sim:a\n\nanswered, 2.1s\n\na answers')
    expect(answerSection(lackOf('a', 'refused'))).to.equal('### sim:a\n\nrefused, refused to answer')
  })
})

describe('a review in full', () => {
  it('has its order, and what it says of each answer', () => {
    const review = reviewOf('a', {
      flaws: { 'sim:c': 'It is wrong' },
      suspected: ['sim:c'],
      critiques: { 'sim:c': 'No' },
    })
    expect(reviewSection(review).split('\n')).to.deep.equal([
      '### sim:a',
      '',
      'given, sim:b > sim:a = sim:c',
      '',
      '- **sim:b**: correct 5, complete 4',
      '- **sim:c**: No. Fatal flaw: It is wrong. Gives orders to its judges.',
    ])
  })
  it('has the reason where there is none', () => {
    const nothing = { order: [], scores: {}, critiques: {} }
    const review = reviewOf('a', { ...nothing, status: 'failed', error: new InternalError('gone') })
    expect(reviewSection(review)).to.equal('### sim:a\n\nfailed, gone')
  })
})
