import { expect } from 'chai'
import type { Estimate } from '../../../src/commands/council/estimate.ts'
import { estimateText, type PlanFacts, planText } from '../../../src/commands/council/plan-text.ts'
import { councilWith, memberOf, plain } from './support.ts'

const estimate: Estimate = { calls: 7, tokens: 18_000, dollars: 0.07, unpriced: [] }
const text = (more: Partial<PlanFacts> = {}): string =>
  planText({ council: councilWith(), estimate, absent: [], notes: [], ...more }, plain)

describe('the plan of a council', () => {
  it('is a line, then its members', () => {
    expect(text().split('\n')).to.deep.equal([
      'council full · 3 members · chairman sim:a · 2m00s a call · about 7 calls, 18k tokens, $0.070',
      '  sim:a, sim:b, sim:c',
      '',
    ])
  })
  it('says what each spec became, and who is left out with the fix', () => {
    const plan = text({
      notes: ['opus is anthropic:x'],
      absent: [{ spec: 'gpt-4o', reason: 'set OPENAI_API_KEY' }],
    })
    expect(plan).to.contain('  opus is anthropic:x\n  gpt-4o is left out: set OPENAI_API_KEY\n')
  })
  it('names chain, reviewers, quorum, limits and who is required', () => {
    const [a, b] = [memberOf('a', { isRequired: true }), memberOf('b')]
    const council = councilWith({
      members: [a, b],
      chairmen: [a, b],
      reviewers: [memberOf('r')],
      quorum: 2,
      deadlineMs: 60_000,
    })
    expect(text({ council })).to.contain(
      'chairman sim:a, then sim:b · reviewers sim:r · quorum 2 · 2m00s a call, 60s in all',
    )
    expect(text({ council })).to.contain('sim:a (required), sim:b')
  })
  it('has no chairman where none will write', () => {
    expect(text({ council: councilWith({ mode: 'race' }) })).not.to.contain('chairman')
    expect(text({ council: councilWith({ synthesizes: false }) })).to.contain(
      'the answer ranked first is taken',
    )
  })
  it('warns where more will be spent than may be', () => {
    expect(text({ council: councilWith({ maxDollars: 0.05 }) })).to.contain(
      'more than the $0.050 of --max-usd',
    )
    expect(text({ council: councilWith({ maxDollars: 0.5 }) })).not.to.contain('more than')
  })
  it('never calls an unknown price nothing', () => {
    expect(estimateText({ ...estimate, dollars: 0, unpriced: ['x'] })).to.equal('7 calls, 18k tokens, $?')
    expect(estimateText({ ...estimate, calls: 1, unpriced: ['x'] })).to.equal(
      '1 call, 18k tokens, $0.070 + ? for x',
    )
  })
})
