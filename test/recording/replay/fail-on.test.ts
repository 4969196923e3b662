import { expect } from 'chai'
import { conditionNames, conditionOf } from '../../../src/recording/replay/condition.ts'
import { conditionsMet } from '../../../src/recording/replay/fail-on.ts'
import type { Result } from '../../../src/recording/replay/job.ts'
import { messageOf } from '../../support/gateway.ts'
import { answeredSide, callingMessage, jobOf, resultOf } from '../../support/replays.ts'

const met = (text: string, ...results: readonly Result[]): readonly string[] => {
  const condition = conditionOf(text)
  if (!condition) throw new Error(`there is no condition ${text}`)
  return conditionsMet([condition], results)
}

const same = resultOf(answeredSide(messageOf('Hi')), answeredSide(messageOf('Hi')))
const timed = (total: number) => answeredSide(messageOf('Hi'), { timing: { startedAt: 0, total } })
const paid = (dollars: number) => answeredSide(messageOf('Hi'), { cost: { dollars, uncached: dollars } })

describe('a condition', () => {
  it('is not met where everything is the same', () => {
    for (const name of conditionNames) expect(met(name, same), name).to.deep.equal([])
  })
  it('is met by what it names, and says by which exchange', () => {
    const call = answeredSide(callingMessage([['Bash', {}]]))
    const cases = [
      ['error', resultOf(call, { outcome: 'failed' })],
      ['tool-diff', resultOf(call, answeredSide(messageOf('Hi')))],
      ['stop-diff', resultOf(call, answeredSide(messageOf('Hi')))],
      ['text-diff', resultOf(answeredSide(messageOf('Hi')), answeredSide(messageOf('Hello')))],
      ['schema', resultOf(call, call)],
    ] as const
    for (const [name, result] of cases) {
      const [sentence, ...more] = met(name, same, result)
      expect(sentence, name).to.match(new RegExp(`^${name}: .*#1`))
      expect(more).to.deep.equal([])
    }
  })
  it('names an exchange once, however often it was sent', () => {
    const failed = [1, 2].map(round => resultOf(same.recorded, { outcome: 'failed' }, jobOf({ round })))
    expect(met('error', ...failed)).to.deep.equal(['error: there was no answer (#1)'])
  })
})

describe('slower', () => {
  it('goes by the median, so that a single slow answer does not decide', () => {
    const results = [
      resultOf(timed(100), timed(110)),
      resultOf(timed(100), timed(120)),
      resultOf(timed(100), timed(9_000)),
    ]
    expect(met('slower:1.5', ...results)).to.deep.equal([])
    expect(met('slower:1.1', ...results)[0]).to.contain('1.20 times')
  })
  it('knows nothing of what was not answered', () => {
    expect(met('slower:1', resultOf(timed(100), { ...timed(900), outcome: 'failed' }))).to.deep.equal([])
  })
})

describe('costlier', () => {
  it('goes by the sum of what both sides know', () => {
    const results = [resultOf(paid(1), paid(1)), resultOf(paid(1), paid(2)), resultOf(timed(1), paid(50))]
    expect(met('costlier:1.6', ...results)).to.deep.equal([])
    expect(met('costlier:1.2', ...results)[0]).to.contain('1.50 times')
  })
  it('is met by anything where it was free', () => {
    expect(met('costlier:2', resultOf(paid(0), paid(1)))).to.have.length(1)
    expect(met('costlier:2', resultOf(paid(0), paid(0)))).to.deep.equal([])
  })
})
