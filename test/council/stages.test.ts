import { expect } from 'chai'
import { InternalError, OverloadedError, RateLimitError } from '../../src/anthropic/errors.ts'
import type { Council, CouncilCall } from '../../src/council/types.ts'
import {
  ballot,
  councilOf,
  healthy,
  member,
  type Script,
  ScriptedModels,
  type Speech,
  says,
  sitting,
} from '../support/council.ts'

/** Who answers after so many milliseconds; the others as `healthy`. */
const answering =
  (times: Readonly<Record<string, number>>, more: Readonly<Record<string, Speech>> = {}): Script =>
  (call, nth) => {
    const key = `${call.role}:${call.member.id}`
    const time = times[key]
    return more[key] ?? (time === undefined ? healthy()(call, nth) : sayingAt(call, time))
  }
const sayingAt = ({ role, member: { id } }: CouncilCall, time: number): Speech =>
  says(role === 'reviewer' ? ballot('b', 'a') : `answer of ${id}`, time)

const timesOf = async (council: Council, script: Script) => {
  const { result } = await sitting(council, new ScriptedModels(script))
  return result?.timing
}

describe('the time of a council', () => {
  it('is that of the slowest of each stage, where nobody is much slower', async () => {
    const script = answering({ 'member:a': 1_000, 'member:b': 2_000, 'member:c': 3_000, 'reviewer:c': 2_500 })
    expect(await timesOf(councilOf(3), script)).to.deep.equal({
      respondMs: 3_000,
      reviewMs: 2_500,
      synthesisMs: 4_000,
      totalMs: 9_500,
    })
  })

  for (const [quorumAt, grace] of [
    [1_000, 2_000],
    [10_000, 3_500],
    [60_000, 15_000],
  ] as const) {
    it(`is the quorum's and ${grace} ms of grace where it is reached after ${quorumAt}`, async () => {
      const script = answering({ 'member:b': quorumAt }, { 'member:c': ['silence'] })
      const times = await timesOf(councilOf(3, { mode: 'fast' }), script)
      expect(times).to.include({ respondMs: quorumAt + grace, reviewMs: 0, synthesisMs: 4_000 })
    })
  }

  it('has the same quorum and grace for reviews', async () => {
    const script = answering({ 'reviewer:b': 20_000 }, { 'reviewer:c': ['silence'] })
    const { result } = await sitting(councilOf(3), new ScriptedModels(script))
    expect(result?.timing.reviewMs).to.equal(27_000)
    expect(result?.reviews.map(({ status }) => status)).to.deep.equal(['given', 'given', 'late'])
    expect(result?.ranking).not.to.equal(undefined)
    expect(result?.degraded).to.deep.equal(['c was not waited for any longer with its review'])
  })

  it('is that of both of two members: nobody is late', async () => {
    const script = answering({ 'member:b': 100_000 })
    expect(await timesOf(councilOf(2, { mode: 'fast' }), script)).to.include({ respondMs: 100_000 })
  })

  it('is no longer than a call may take', async () => {
    const script = answering({}, { 'member:b': ['silence'] })
    const { result } = await sitting(councilOf(2, { callMs: 30_000 }), new ScriptedModels(script))
    expect(result?.timing).to.include({ respondMs: 30_000, totalMs: 30_000 })
    expect(result?.synthesis).to.deep.equal({ kind: 'single', by: 'a', basis: ['a'] })
    expect(result?.degraded).to.deep.equal([
      'b did not answer: no answer within 30 s',
      '1 of 2 members answered: the quorum is 2',
    ])
  })

  it('waits for a member that is required, whoever else has answered', async () => {
    const members = [member('a'), member('b'), member('c', { isRequired: true })]
    const script = answering({ 'member:c': 80_000 })
    expect(await timesOf(councilOf(3, { mode: 'fast', members }), script)).to.include({ respondMs: 80_000 })
  })

  it('keeps the reviews their share of a deadline, and the chairman its own', async () => {
    const script = answering({ 'member:c': 50_000, 'reviewer:a': 50_000 })
    const members = [member('a'), member('b'), member('c', { isRequired: true })]
    const times = await timesOf(councilOf(3, { deadlineMs: 40_000, members }), script)
    // Reviews are over at 70 % of it; without the required member only two answers are there to be reviewed.
    expect(times).to.deep.equal({ respondMs: 18_000, reviewMs: 10_000, synthesisMs: 4_000, totalMs: 32_000 })
  })
})

describe('the calls of a council', () => {
  it('are one more for each that is made again', async () => {
    const models = new ScriptedModels(({ role, member: { id } }, nth) => {
      if (role === 'member' && id === 'b' && nth === 1) return [500, new OverloadedError('busy')]
      return healthy()({ role, member: { id } } as CouncilCall, nth)
    })
    const { result } = await sitting(councilOf(3), models)
    expect(result).to.include({ calls: 8 })
    expect(result?.degraded).to.deep.equal([])
    expect(result?.timing.respondMs).to.equal(500 + 1_000 + 1_000)
    expect(result?.answers[1]?.timing).to.deep.equal({ firstMs: 2_500, totalMs: 2_500 })
    expect(result?.dollars).to.deep.equal({ known: 3.5, unknownCalls: 0 })
  })

  it('are made again after the time that a provider names', async () => {
    const script: Script = (call, nth) =>
      call.role === 'member' && nth === 1
        ? [new RateLimitError('slow', { retryAfter: 4 })]
        : healthy()(call, nth)
    const { result } = await sitting(councilOf(3, { mode: 'fast' }), new ScriptedModels(script))
    expect(result?.timing.respondMs).to.equal(5_000)
    expect(result?.calls).to.equal(7)
  })

  it('are one more for each review that could not be read', async () => {
    const models = new ScriptedModels((call, nth) =>
      call.role === 'reviewer' && call.member.id === 'b' && nth === 1
        ? says('A is nice', 500)
        : healthy()(call, nth),
    )
    const { result } = await sitting(councilOf(3), models)
    expect(result).to.include({ calls: 8 })
    expect(result?.reviews.map(({ status }) => status)).to.deep.equal(['given', 'repaired', 'given'])
    expect(result?.timing.reviewMs).to.equal(2_500)
  })

  it('ask no member for a review that had no answer', async () => {
    const models = new ScriptedModels(
      answering({}, { 'member:c': [new InternalError('x', { shouldRetry: false })] }),
    )
    await sitting(councilOf(3), models)
    expect(models.made.slice(3)).to.deep.equal(['reviewer:a', 'reviewer:b', 'chairman:chair'])
  })

  it('ask those who are named for reviews', async () => {
    const models = new ScriptedModels(healthy())
    await sitting(councilOf(3, { reviewers: [member('x'), member('y')] }), models)
    expect(models.made.slice(3)).to.deep.equal(['reviewer:x', 'reviewer:y', 'chairman:chair'])
  })

  it('are members alone where only one has answered', async () => {
    const failing = [new InternalError('connect ECONNREFUSED', { shouldRetry: false })]
    const models = new ScriptedModels(answering({}, { 'member:b': failing, 'member:c': failing }))
    const { result } = await sitting(councilOf(3), models)
    expect(models.made).to.deep.equal(['member:a', 'member:b', 'member:c'])
    expect(result).to.deep.include({
      text: 'answer of a',
      synthesis: { kind: 'single', by: 'a', basis: ['a'] },
    })
    expect(result?.degraded).to.deep.equal([
      'b did not answer: connect ECONNREFUSED',
      'c did not answer: connect ECONNREFUSED',
      '1 of 3 members answered: the quorum is 2',
    ])
  })
})

describe('a council that only advises', () => {
  for (const [mode, calls] of [
    ['full', 6],
    ['fast', 3],
    ['race', 1],
  ] as const) {
    it(`ends without an answer of its own in mode ${mode}`, async () => {
      const { result, told } = await sitting(
        councilOf(3, { mode, synthesizes: false }),
        new ScriptedModels(healthy()),
      )
      expect(result).to.include({ calls, text: '' })
      expect(result).not.to.have.property('message')
      expect(result?.synthesis).to.deep.equal({
        kind: 'none',
        basis: mode === 'race' ? ['a'] : ['a', 'b', 'c'],
      })
      expect(result?.answers[0]?.text).to.equal('answer of a')
      expect(told).to.deep.equal([])
      expect(result?.ranking !== undefined).to.equal(mode === 'full')
    })
  }

  it('gives the time of the synthesis to the stages before it', async () => {
    const script = answering({}, { 'member:b': ['silence'], 'member:c': ['silence'] })
    const council = councilOf(3, { mode: 'fast', synthesizes: false, deadlineMs: 10_000 })
    expect(await timesOf(council, script)).to.include({ respondMs: 10_000 })
  })
})

describe('the money of a council', () => {
  // Each call is half a dollar.
  for (const [maxDollars, made, kind, words] of [
    [1.5, 3, 'top_ranked', 'nobody reviewed the answers: $1.5000 of $1.5 are spent'],
    [3, 6, 'top_ranked', 'no chairman wrote the answer: $3.0000 of $3 are spent'],
    [3.1, 7, 'chairman', undefined],
  ] as const) {
    it(`begins no further stage once $${maxDollars} are spent`, async () => {
      const { result } = await sitting(councilOf(3, { maxDollars }), new ScriptedModels(healthy()))
      expect(result).to.include({ calls: made })
      expect(result?.synthesis.kind).to.equal(kind)
      expect(result?.degraded[0]).to.equal(words)
    })
  }

  it('is not counted where no price is known', async () => {
    const models = new ScriptedModels(healthy(), () => undefined)
    const { result } = await sitting(councilOf(3, { maxDollars: 0.01 }), models)
    expect(result?.dollars).to.deep.equal({ known: 0, unknownCalls: 7 })
    expect(result?.synthesis.kind).to.equal('chairman')
  })
})

describe('reviews that count for nothing', () => {
  it('leave a council without ranking, as in mode fast', async () => {
    const models = new ScriptedModels((call, nth) =>
      call.role === 'reviewer' && call.member.id !== 'a' ? says('unreadable', 100) : healthy()(call, nth),
    )
    const { result, events } = await sitting(councilOf(3), models)
    expect(result).not.to.have.property('ranking')
    expect(result?.reviews.map(({ status }) => status)).to.deep.equal(['given', 'abstained', 'abstained'])
    expect(events.map(({ type }) => type)).not.to.include('ranked')
    expect(models.calls.at(-1)?.request.system).to.contain('0 reviews; top undefined')
    expect(result?.degraded.at(-1)).to.equal(
      'the answers were not ranked: fewer than two reviews could be counted',
    )
  })
})
