import { expect } from 'chai'
import { Chalk } from 'chalk'
import { durationText, type SummaryInput, summaryText } from '../../src/commands/summary.ts'
import type { Totals } from '../../src/commands/tally.ts'

const nothing: Totals = {
  answered: 0,
  failed: 0,
  aborted: 0,
  tokens: { input: 0, output: 0, cached: 0, written: 0 },
  models: new Map(),
  tools: new Map(),
  errors: new Map(),
  warnings: new Map(),
}
const text = (totals: Partial<Totals>, more: Partial<SummaryInput> = {}): string =>
  summaryText({
    totals: { ...nothing, ...totals },
    duration: 192_000,
    backend: 'anthropic',
    notes: new Map(),
    colors: new Chalk({ level: 0 }),
    ...more,
  })

describe('the summary of a run', () => {
  it('says how much passed, through which models and tools', () => {
    const summary = text({
      answered: 12,
      failed: 2,
      aborted: 1,
      tokens: { input: 182_300, output: 8_420, cached: 151_200, written: 20_100 },
      models: new Map([
        ['anthropic:claude-haiku-5-5', 3],
        ['anthropic:claude-opus-5-5', 12],
      ]),
      tools: new Map([
        ['Read', 9],
        ['Bash', 14],
      ]),
    })
    expect(summary.split('\n')).to.deep.equal([
      'claudecodex · 15 exchanges in 3 min 12 s · anthropic · 2 failed · 1 aborted',
      '  models   anthropic:claude-opus-5-5 ×12, anthropic:claude-haiku-5-5 ×3',
      '  tokens   182,300 in (151,200 cached, 20,100 written to the cache), 8,420 out',
      '  tools    Bash ×14, Read ×9',
      '',
    ])
  })
  it('says where it was recorded', () =>
    expect(text({ answered: 1 }, { recording: '/logs/a.jsonl' })).to.contain('\n  record   /logs/a.jsonl\n'))
  it('is one line where nothing passed', () =>
    expect(text({})).to.equal('claudecodex · 0 exchanges in 3 min 12 s · anthropic\n'))
  it('says nothing of a cache that was not used, nor of tools that were not called', () => {
    const summary = text({ answered: 1, tokens: { input: 10, output: 5, cached: 0, written: 0 } })
    expect(summary).to.contain('1 exchange in').and.contain('  tokens   10 in, 5 out\n')
    expect(summary).not.to.contain('tools')
  })
  it('shows errors, warnings and notes on a line each, the most frequent first', () => {
    const summary = text(
      {
        failed: 3,
        errors: new Map([
          ['api_error: once', 1],
          ['rate_limit_error: slow\n   down', 2],
        ]),
        warnings: new Map([['top_k was dropped', 1]]),
      },
      { notes: new Map([['plugin "mine" is off', 1]]) },
    )
    expect(summary).to.contain(
      [
        '  error    rate_limit_error: slow down (×2)',
        '  error    api_error: once',
        '  warning  top_k was dropped',
        '  note     plugin "mine" is off',
      ].join('\n'),
    )
  })
  it('shows notes although nothing passed', () =>
    expect(text({}, { notes: new Map([['.env is ignored', 1]]) })).to.contain('note     .env is ignored'))
  it('stays short however much went wrong', () => {
    const errors = new Map(Array.from({ length: 9 }, (_, index) => [`${index} ${'long '.repeat(99)}`, 1]))
    const lines = text({ failed: 9, errors }).split('\n')
    expect(lines.filter(line => line.startsWith('  error'))).to.have.length(6)
    expect(lines.some(line => line.endsWith('and 4 more kinds'))).to.equal(true)
    expect(Math.max(...lines.map(line => line.length))).to.be.below(180)
  })
})

describe('a duration', () => {
  it('is told in the units that fit it', () => {
    const told = [4, 999, 1_000, 59_400, 60_000, 192_000, 7_500_000].map(durationText)
    expect(told).to.deep.equal(['4 ms', '999 ms', '1 s', '59 s', '1 min 0 s', '3 min 12 s', '2 h 5 min'])
  })
})
