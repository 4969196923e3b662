import { expect } from 'chai'
import { Board } from '../../../src/commands/council/board.ts'
import { answerOf, councilWith, goodCourse, lackOf, memberOf, timed } from './support.ts'

describe('the board of a council', () => {
  it('counts the time of each that is asked, from the start to the end', () => {
    const board = new Board()
    const [started, first, began, ended] = timed([
      { type: 'started', council: councilWith({ callMs: 1_000 }) },
      { type: 'member_started', member: memberOf('a') },
      { type: 'member_began', member: memberOf('a') },
      { type: 'member_ended', answer: lackOf('a', 'timeout') },
    ])
    if (!started || !first || !began || !ended) throw new Error('there are four')
    board.add(started, 0)
    board.add(first, 1_000)
    expect(board.lines(3_000)).to.deep.equal(['⠋ sim:a  2.0s'])
    board.add(began, 3_000)
    expect(board.lines(3_100)).to.deep.equal(['⠙ sim:a  writes  2.1s'])
    board.add(ended, 4_000)
    expect(board.lines(9_000)).to.deep.equal([
      '✗ sim:a  has not answered within 1.0s (--timeout SECONDS gives more)',
    ])
  })
  it('keeps its order, and what comes of the stages below', () => {
    const board = new Board()
    for (const event of goodCourse()) board.add(event, 0)
    const lines = board.lines(0)
    expect(lines.map(line => line.slice(0, 7))).to.deep.equal([
      '✓ sim:a',
      '✓ sim:b',
      '✓ sim:c',
      'quorum ',
      '✓ revie',
      '✓ revie',
      'ranking',
      '  1 sim',
      '  2 sim',
      '  3 sim',
      'sim:a w',
    ])
  })
  it('has one line for each sample', () => {
    const board = new Board()
    const [one, other] = [memberOf('a', { id: 'sim:a #1' }), memberOf('a', { id: 'sim:a #2' })]
    for (const event of timed([
      { type: 'member_started', member: one },
      { type: 'member_started', member: other },
      { type: 'member_ended', answer: answerOf('a', { member: other }) },
    ]))
      board.add(event, 0)
    expect(board.lines(0)).to.have.length(2)
    expect(board.lines(0)[1]).to.contain('✓ sim:a #2')
  })
})
