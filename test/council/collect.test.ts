import { expect } from 'chai'
import fc from 'fast-check'
import { collect, graceAfter, type Rule, usualQuorum } from '../../src/council/collect.ts'
import { Sitting } from '../../src/council/sitting.ts'
import { councilOf, healthy, plainJudging, question, ScriptedModels } from '../support/council.ts'

/** Tasks that take so long; a negative time is that of one that does not count. */
async function collected(times: readonly number[], rule: Partial<Rule<string>> = {}) {
  const { clock, ...rest } = new ScriptedModels(healthy())
  const parts = { ...rest, clock, call: () => expect.fail('nobody is called') }
  const sitting = new Sitting(councilOf(1), question, parts, plainJudging, () => {})
  const quorums: string[] = []
  const tasks = times.map(time => async (signal: AbortSignal) => {
    await clock.sleep(Math.abs(time), signal)
    if (signal.aborted) return String(signal.reason)
    return time < 0 ? 'failed' : 'done'
  })
  const values = await clock.run(
    collect(sitting, tasks, {
      quorum: usualQuorum(times.length),
      counts: value => value === 'done',
      endsAt: Number.POSITIVE_INFINITY,
      onQuorum: count => quorums.push(`${count} at ${clock.now()}`),
      ...rule,
    }),
  )
  expect(clock.pending).to.equal(0)
  return { values, at: clock.now(), quorums }
}

describe('a quorum', () => {
  it('is two thirds, and of two both', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(usualQuorum)).to.deep.equal([1, 2, 2, 3, 4, 4, 5])
  })
})

describe('the grace after a quorum', () => {
  it('is a third of the time so far, from two to fifteen seconds', () => {
    expect([0, 5_000, 10_000, 20_000, 40_000, 100_000].map(graceAfter)).to.deep.equal([
      2_000, 2_000, 3_500, 7_000, 14_000, 15_000,
    ])
  })
})

describe('a stage', () => {
  it('waits for all where they are as fast as each other', async () => {
    expect(await collected([100, 200, 300])).to.deep.equal({
      values: ['done', 'done', 'done'],
      at: 300,
      quorums: ['2 at 200'],
    })
  })
  it('stops those that are late, and keeps the order of the tasks', async () => {
    expect(await collected([9_000, 100, 200])).to.deep.equal({
      values: ['late', 'done', 'done'],
      at: 2_200,
      quorums: ['2 at 200'],
    })
  })
  it('waits for the others where a quorum cannot be had', async () => {
    expect(await collected([-100, -200, 50_000])).to.deep.equal({
      values: ['failed', 'failed', 'done'],
      at: 50_000,
      quorums: [],
    })
  })
  it('has no quorum without those that are required', async () => {
    expect((await collected([100, 200, 8_000, 60_000], { required: [2] })).values).to.deep.equal([
      'done',
      'done',
      'done',
      'late',
    ])
    expect((await collected([100, 200, -8_000, 60_000], { required: [2] })).at).to.equal(60_000)
  })
  it('is over when its time is', async () => {
    expect(await collected([100, 9_000, 9_000], { endsAt: 500 })).to.deep.equal({
      values: ['done', 'late', 'late'],
      at: 500,
      quorums: [],
    })
  })
  it('is over at once where there is nothing to do', async () => {
    expect(await collected([])).to.deep.equal({ values: [], at: 0, quorums: [] })
  })

  it('ends when all have ended or the grace has, for any times', async () => {
    const time = fc.integer({ min: -100_000, max: 100_000 })
    await fc.assert(
      fc.asyncProperty(fc.array(time, { minLength: 1, maxLength: 8 }), async times => {
        const quorum = usualQuorum(times.length)
        const good = times
          .filter(each => each >= 0 && !Object.is(each, -0))
          .toSorted((one, other) => one - other)
        const slowest = Math.max(...times.map(Math.abs))
        const reached = good[quorum - 1]
        const closed = reached === undefined ? slowest : Math.min(slowest, reached + graceAfter(reached))
        const { at, values } = await collected(times)
        expect(at).to.be.closeTo(closed, 1e-6)
        expect(values.filter(value => value === 'late')).to.have.length(
          times.filter(each => Math.abs(each) > closed).length,
        )
      }),
      { seed: 7, numRuns: 100 },
    )
  })
})
