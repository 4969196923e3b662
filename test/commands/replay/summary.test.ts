import { expect } from 'chai'
import { Chalk } from 'chalk'
import { summaryText } from '../../../src/commands/replay/summary.ts'
import type { RunEnd } from '../../../src/recording/replay/run.ts'
import { messageOf } from '../../support/gateway.ts'
import { answeredSide, jobOf, resultOf } from '../../support/replays.ts'

const side = (total: number, dollars?: number) =>
  answeredSide(messageOf('Hi'), {
    timing: { startedAt: 0, firstEvent: total / 2, total },
    ...(dollars !== undefined && { cost: { dollars, uncached: dollars } }),
  })
const result = resultOf(side(2_000, 0.1), side(1_000, 0.065))
const summary = (end: Partial<RunEnd>, met: readonly string[] = [], file?: string): string =>
  summaryText(
    { end: { results: [result], notRun: [], left: [], ...end }, met, file },
    new Chalk({ level: 0 }),
  )

describe('the summary of a replay', () => {
  it('has verdicts, tokens, cost and times, each beside the recorded one', () => {
    expect(summary({}).split('\n')).to.deep.equal([
      '  verdict   same 1',
      '  tokens    in 3 (3)  out 2 (2)',
      '  cost      $0.065 ($0.100)  −35 %',
      '  time      p50 1.0s (2.0s)  p95 1.0s (2.0s)  first event p50 0.5s (1.0s)',
      '',
    ])
  })
  it('does not compare costs that are not all known', () => {
    expect(summary({ results: [result, resultOf(side(1), side(1))] })).to.contain(
      'cost      $0.065 and 1 of unknown cost ($0.100 and 1 of unknown cost)\n',
    )
    expect(summary({ results: [resultOf(side(1), side(1))] })).to.contain('not known (not known)')
  })
  it('has a part for each target where there are several', () => {
    const other = resultOf(side(1), side(1), jobOf({ route: { backend: 'work', model: 'gpt-5' } }))
    const text = summary({ results: [result, other] })
    expect(text).to.contain('to        scripted:model-1\n').and.contain('to        work:gpt-5\n')
    expect(text.match(/verdict/g)).to.have.length(2)
  })
  it('says what was not sent and what is left, and how to go on', () => {
    const notRun = [{ job: jobOf(), reason: 'damaged' }]
    const text = summary({ notRun, left: [jobOf(), jobOf()], stoppedBy: 'limit' }, [], 'out.jsonl')
    expect(text).to.contain('not sent  1\n')
    expect(text).to.contain('left      2: the limit was reached; --resume out.jsonl goes on\n')
    expect(text).to.contain('results   out.jsonl\n')
    expect(summary({ left: [jobOf()], stoppedBy: 'signal' })).to.contain('left      1: it was stopped\n')
  })
  it('says what the file of results did not take, and how to go on', () => {
    const end = { results: [result], notRun: [], left: [jobOf()], stoppedBy: 'signal' } as const
    const text = (answers: number): string =>
      summaryText(
        { end, met: [], file: 'out.jsonl', loss: { answers, reason: 'ENOSPC: no space left' } },
        new Chalk({ level: 0 }),
      )
    expect(text(2))
      .to.contain('left      1: the results could not be written; --resume out.jsonl goes on\n')
      .and.contain(
        'unwritten 2 answers: ENOSPC: no space left; once there is room, --resume out.jsonl sends what is missing\n',
      )
    expect(text(0)).to.contain('unwritten the end of the file: ENOSPC: no space left\n')
  })
  it('names the conditions that are met', () =>
    expect(summary({}, ['error: there was no answer (#1)'])).to.contain(
      'failed    error: there was no answer (#1)',
    ))
  it('has no figures where nothing was sent', () => expect(summary({ results: [] })).to.equal(''))
})
