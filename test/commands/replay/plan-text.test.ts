import { expect } from 'chai'
import { Chalk } from 'chalk'
import { type PlanTextParts, planText } from '../../../src/commands/replay/plan-text.ts'
import type { Plan } from '../../../src/recording/replay/plan.ts'
import { jobOf, recordedExchange } from '../../support/replays.ts'

const explore = recordedExchange({
  open: { who: { class: 'subagent', agent: 'a1', agentType: 'Explore', by: 'header' } },
})
const plan: Plan = {
  jobs: [jobOf(), jobOf({ stripsThinking: true }), jobOf({ source: explore })],
  skipped: [
    { source: explore, reason: 'count_tokens' },
    { source: explore, reason: 'count_tokens' },
  ],
  inputTokens: 1_900_000,
  outputTokens: 31_000,
  dollars: 6.2,
  unpriced: [],
  isFree: false,
  scrubbed: 0,
  guessed: 0,
}
const text = (more: Partial<PlanTextParts> = {}): string =>
  planText(
    {
      plan,
      name: 'run.jsonl',
      state: { isTorn: false, damaged: 0, isClosed: true, lost: 0 },
      running: ['redact'],
      leftOut: ['cache-answers'],
      limits: {},
      isDryRun: false,
      ...more,
    },
    new Chalk({ level: 0 }),
  )

describe('the plan as it is shown', () => {
  it('says how much of whom goes where, what it takes, and what is left out', () => {
    expect(text().split('\n')).to.deep.equal([
      'replay run.jsonl · 3 requests (2 main, 1 Explore)',
      '  to        scripted:model-1 (3, 1 of them without thinking blocks)',
      '  estimate  1.9M tokens in, 31k out · about $6.20 without a prompt cache',
      '  skipped   2 count_tokens',
      '  plugins   redact (without cache-answers)',
      '',
    ])
  })
  it('says how many results of other targets stay in the file that is continued', () => {
    expect(text({ otherResults: 2 })).to.contain('2 results of other targets in the file of --resume stay\n')
    expect(text({ otherResults: 1 })).to.contain('one result of another target in the file of --resume stays')
    expect(text({ otherResults: 0 })).not.to.contain('--resume')
  })
  it('says of which it does not know the price, and what is free', () => {
    expect(text({ plan: { ...plan, unpriced: ['work:x'] } })).to.contain(
      'at least $6.20; the price of work:x is not known',
    )
    expect(text({ plan: { ...plan, dollars: 0, unpriced: ['work:x'] } })).to.contain(
      '· the price of work:x is not known',
    )
    expect(text({ plan: { ...plan, isFree: true } })).to.contain('· free\n')
  })
  it('says the limits, and what is guessed', () => {
    const found = text({ plan: { ...plan, guessed: 2 }, limits: { dollars: 8, tokens: 2_000_000 } })
    expect(found).to.contain('31k out, 2 of them guessed').and.contain('limit $8 and 2.0M tokens')
  })
  it('says what is wrong with the recording', () => {
    const state = { isTorn: true, damaged: 2, isClosed: false, lost: 3 }
    const found = text({ plan: { ...plan, scrubbed: 1 }, state })
    expect(found).to.contain('1 of the requests were recorded without their secrets')
    expect(found).to.contain('2 lines of the recording are damaged').and.contain('3 exchanges are missing')
  })
  it('has no estimate where nothing is sent', () =>
    expect(text({ isDryRun: true })).not.to.contain('estimate'))
})
