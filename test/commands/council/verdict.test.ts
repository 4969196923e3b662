import { expect } from 'chai'
import { InternalError } from '../../../src/anthropic/errors.ts'
import type { CouncilEnd } from '../../../src/commands/council/run.ts'
import { chosenAnswer, exitCodeOf, isBelowQuorum } from '../../../src/commands/council/verdict.ts'
import type { Council, CouncilResult } from '../../../src/council/types.ts'
import { messageOf } from '../../support/gateway.ts'
import { answerOf, councilWith, lackOf, memberOf, resultOf } from './support.ts'

const endOf = (more: Partial<CouncilResult> = {}): CouncilEnd => {
  const result = resultOf(more)
  const { answers, reviews, ranking, text } = result
  return { status: 'ended', result, answers, reviews, ...(ranking && { ranking }), text }
}
const failed = (more: Partial<CouncilEnd> = {}): CouncilEnd => ({
  status: 'failed',
  error: new InternalError('x'),
  answers: [],
  reviews: [],
  text: '',
  ...more,
})
const code = (end: CouncilEnd, more: Partial<Council> = {}, isStrict = false): number =>
  exitCodeOf(end, councilWith(more), isStrict)

describe('the exit code of a council', () => {
  it('is 0, though something was missing, and 21 if that is not wanted', () => {
    const degraded = endOf({ degraded: ['sim:c is missing'] })
    expect(code(endOf())).to.equal(0)
    expect(code(degraded)).to.equal(0)
    expect(code(degraded, {}, true)).to.equal(21)
  })
  it('is 20 where nobody has answered', () => {
    expect(code(failed({ answers: [lackOf('a', 'failed')] }))).to.equal(20)
  })
  it('is 21 below a quorum, and without a member that is required', () => {
    const two = endOf({ answers: [answerOf('a'), answerOf('b'), lackOf('c', 'late')] })
    expect(code(two)).to.equal(0)
    expect(code(two, { quorum: 2 })).to.equal(0)
    expect(code(two, { quorum: 3 })).to.equal(21)
    const members = [memberOf('a'), memberOf('b'), memberOf('c', { isRequired: true })]
    expect(code(two, { members })).to.equal(21)
    expect(code(failed({ answers: [answerOf('a')] }), { members })).to.equal(21)
    expect(isBelowQuorum(two, councilWith({ mode: 'race', quorum: 3 }))).to.equal(false)
  })
  it('is 22 where the answer breaks off', () => {
    expect(code(failed({ answers: [answerOf('a')], text: 'half' }))).to.equal(22)
    expect(code(endOf({ message: { ...messageOf('half'), stop_reason: null } }))).to.equal(22)
  })
  it('is 23 where a stage is left out for want of money', () => {
    const unwritten = endOf({ synthesis: { kind: 'top_ranked', by: 'sim:b', basis: ['sim:b'] } })
    expect(code(unwritten, { maxDollars: 0.05 })).to.equal(23)
    expect(code(unwritten, { maxDollars: 0.06 })).to.equal(0)
    expect(code(endOf(), { maxDollars: 0.05 })).to.equal(0)
    const unreviewed = endOf({ reviews: [] })
    expect(code(unreviewed, { maxDollars: 0.01 })).to.equal(23)
    expect(code(unreviewed, { maxDollars: 0.01, mode: 'fast' })).to.equal(0)
    const two = [answerOf('a'), answerOf('b')]
    expect(code(failed({ answers: two }), { maxDollars: 0.01 })).to.equal(23)
  })
  it('is 130 where it is interrupted', () => {
    expect(code({ ...failed(), status: 'aborted' })).to.equal(130)
  })
})

describe('the answer of a council', () => {
  it('is what is written, and else that of the member ranked first', () => {
    expect(chosenAnswer(endOf())).to.deep.equal({ text: 'All in all', by: 'sim:a' })
    const none = { synthesis: { kind: 'none', basis: [] }, text: '' } as const
    expect(chosenAnswer(endOf(none))).to.deep.equal({ text: 'b answers', by: 'sim:b' })
    const { ranking: _, ...unranked } = endOf({ ...none, answers: [lackOf('a', 'late'), answerOf('c')] })
    expect(chosenAnswer(unranked)).to.deep.equal({ text: 'c answers', by: 'sim:c' })
    expect(chosenAnswer(failed({ answers: [answerOf('a')], text: 'half' }))).to.deep.equal({ text: 'half' })
  })
})
