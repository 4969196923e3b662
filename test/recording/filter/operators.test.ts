import { expect } from 'chai'
import { emptyUsage } from '../../../src/anthropic/message.ts'
import { compileFilter } from '../../../src/recording/filter/compile-filter.ts'
import { operators, turnsTest } from '../../../src/recording/filter/operators.ts'
import { plainAnswer, plainRequest, withRecording } from '../../support/recording-folder.ts'

const rich = {
  request: plainRequest('run it'),
  answer: plainAnswer('', {
    content: [{ type: 'tool_use', id: 'a', name: 'Bash', input: {} }],
    usage: { ...emptyUsage, input_tokens: 50_000, cache_creation_input_tokens: 70_000 },
  }),
  open: {
    who: {
      session: '3f2c-77',
      agent: 'ab12cd',
      agentType: 'Explore',
      class: 'subagent',
      by: 'header',
    } as const,
  },
  end: {
    choice: { backend: 'work', model: 'gpt-5', reason: 'model table: *' },
    attempts: [],
    timing: { startedAt: 0, total: 12_000 },
    cost: { dollars: 0.75, uncached: 1 },
    replayOf: 'req_0',
  },
}

describe('the operators of filters', () => {
  const cases: Readonly<Record<string, readonly [yes: readonly string[], no: readonly string[]]>> = {
    e: [[], ['~e']],
    m: [['~m opus', '~m gpt', '~m haiku|gpt', '~m /^gpt/'], ['~m haiku']],
    a: [
      ['~a explore', '~a Expl*', '~a ab12', '~a Plan|Explore'],
      ['~a Expl', '~a cd'],
    ],
    s: [['~s 3f2c', '~s 3f2c-77'], ['~s 77']],
    class: [['~class subagent', '~class main|subagent'], ['~class main']],
    t: [
      ['~t Bash', '~t B*', '~t Read|bash'],
      ['~t Bas', '~t Read'],
    ],
    b: [['~b work'], ['~b anthropic']],
    q: [['~q "^run"', '~q RUN'], ['~q /RUN/']],
    r: [['~r Bash'], ['~r run']],
    sys: [[], ['~sys run']],
    c: [['~c 2xx', '~c 200|429'], ['~c 5xx']],
    cold: [['~cold'], ['!~cold']],
    slow: [
      ['~slow 10s', '~slow 12', '~slow <1m'],
      ['~slow >12s', '~slow 1m'],
    ],
    ctx: [['~ctx >100k', '~ctx =120000'], ['~ctx <100k']],
    cost: [['~cost >0.5', '~cost $0.75'], ['~cost >0.75']],
    replay: [['~replay'], ['!~replay']],
    after: [['~after 2026-11-26T10:00:01Z'], ['~after 2026-11-26T10:00:02Z']],
    before: [['~before 2026-11-26T10:00:02Z'], ['~before 2026-11-26T10:00:01Z']],
  }
  it('choose what they say', () =>
    withRecording([rich], async ({ exchanges: [exchange] }) => {
      if (!exchange) throw new Error('one was written')
      expect(Object.keys(cases)).to.have.members(Object.keys(operators))
      for (const [yes, no] of Object.values(cases)) {
        for (const text of yes)
          expect(await compileFilter(text, { now: 0 }).matches(exchange), text).to.equal(true)
        for (const text of no)
          expect(await compileFilter(text, { now: 0 }).matches(exchange), text).to.equal(false)
      }
    }))
  it('hold for nothing that is not known of an exchange under way', () =>
    withRecording([{ request: plainRequest('a') }], async ({ exchanges: [exchange] }) => {
      if (!exchange) throw new Error('one was written')
      for (const text of [
        '~e',
        '~slow 0',
        '~ctx 0',
        '~cost 0',
        '~c 2xx',
        '~t *',
        '~b *',
        '~a Explore',
        '~cold',
      ]) {
        expect(await compileFilter(text, { now: 0 }).matches(exchange), text).to.equal(false)
      }
    }))
  it('take the main agent for one', () =>
    withRecording([{ request: plainRequest('a') }], async ({ exchanges: [exchange] }) => {
      if (!exchange) throw new Error('one was written')
      expect(await compileFilter('~a main', { now: 0 }).matches(exchange)).to.equal(true)
    }))
  it('have examples that can be read', () => {
    for (const { example } of Object.values(operators)) compileFilter(example, { now: 0 })
    expect(turnsTest('#')).to.equal(undefined)
  })
})
