import { expect } from 'chai'
import { ballotsOf } from '../../../src/council/review/ballots.ts'
import { meanMeasures, noiseOf } from '../../../src/council/review/measures.ts'
import { answer, review } from '../../support/judged.ts'

const ballots = (...scores: readonly Readonly<Record<string, number>>[]) =>
  ballotsOf(
    scores.map((given, index) =>
      review(`r${index}`, [['a'], ['b']], {
        scores: Object.fromEntries(Object.entries(given).map(([id, correct]) => [id, { correct }])),
      }),
    ),
    ['a', 'b'].map(id => answer(id)),
  )

describe('measures', () => {
  it('are the same for a strict reviewer and a kind one', () => {
    expect(meanMeasures(ballots({ a: 2, b: 1 }), 2)).to.deep.equal([1, -1])
    expect(meanMeasures(ballots({ a: 5, b: 4 }, { a: 3, b: 1 }), 2)).to.deep.equal([1, -1])
  })
  it('are nothing where all are equal, and null where one alone was scored, or none', () => {
    expect(meanMeasures(ballots({ a: 3, b: 3 }), 2)).to.deep.equal([0, 0])
    expect(meanMeasures(ballots({ a: 3 }, {}), 2)).to.deep.equal([null, null])
  })
  it('leave out the highest and the lowest from four ballots on', () => {
    const up = { a: 5, b: 1 }
    const down = { a: 1, b: 5 }
    expect(meanMeasures(ballots(up, up, down), 2)[0]).to.be.closeTo(1 / 3, 1e-9)
    expect(meanMeasures(ballots(up, up, up, down), 2)[0]).to.equal(1)
  })
  it('are noisy where reviewers differ more than answers do', () => {
    const up = { a: 5, b: 1 }
    expect(noiseOf(ballots(up, up), 2)).to.equal(0)
    expect(noiseOf(ballots(up, { a: 1, b: 5 }), 2)).to.be.above(10)
    expect(noiseOf(ballots({}, {}), 2)).to.equal(1)
  })
})
