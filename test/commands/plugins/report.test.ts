import { expect } from 'chai'
import { Chalk } from 'chalk'
import type { Checked } from '../../../src/commands/plugins/checked.ts'
import { reportJson, reportText } from '../../../src/commands/plugins/report.ts'
import type { StandardSchema } from '../../../src/core/schema.ts'

const looks = { colors: new Chalk({ level: 0 }) }
const schema: StandardSchema = {
  '~standard': { version: 1, vendor: 'zod', validate: value => ({ value }) },
}
const checked: Checked = {
  asked: 'mine.ts',
  plugin: {
    plugin: { name: 'mine', apiVersion: 1, options: schema },
    fingerprint: '',
    from: 'claudecodex-plugin-mine',
    options: { level: 2 },
  },
  hooks: ['onEvent', 'onEnd'],
  trials: [
    { exchange: 'a', way: 'streamed', changes: ['changes text', 'chooses small'], faults: [] },
    { exchange: 'longer', way: 'cut anywhere', changes: [], held: 'always the same answer', faults: [] },
    {
      exchange: 'a',
      way: 'counted',
      changes: [],
      faults: ['plugin "mine" failed in onEnd: oops\n    at /a/b.ts:1:2'],
    },
  ],
  time: { onEvent: { calls: 4, ms: 2 } },
  printed: ['hello', 'hello', '\u001b[2Jgone'],
  tests: { file: 'claudecodex-plugin-mine', passed: false, output: 'not ok 1\n' },
}

describe('the report of a check', () => {
  it('says who was tried, what changed, what failed and where, how long it took and what was printed', () => {
    expect(reportText(checked, looks)).to.equal(
      [
        'mine  claudecodex-plugin-mine',
        '  hooks     onEvent, onEnd',
        '  options   level = 2 (checked by zod)',
        '',
        '✓ a       streamed      changes text; chooses small',
        '✓ longer  cut anywhere  always the same answer',
        '✗ a       counted',
        '    plugin "mine" failed in onEnd: oops',
        '        at /a/b.ts:1:2',
        '✗ claudecodex-plugin-mine',
        '    not ok 1',
        '',
        'It has printed 3 lines, such as',
        '  hello',
        '  \\u{1b}[2Jgone',
        '',
        'A call took: onEvent 0.50 ms',
        '',
        '2 of 4 failed.',
        '',
      ].join('\n'),
    )
  })
  it('says of one that does not load why, and nothing else', () => {
    const text = reportText({ ...checked, problem: 'mine.ts:3: cannot be compiled: no' }, looks)
    expect(text).to.equal('✗ mine.ts does not load\n\n  mine.ts:3: cannot be compiled: no\n')
  })
  it('is one JSON object for programs', () => {
    const facts = JSON.parse(reportJson(checked)) as Record<string, unknown>
    expect(facts).to.include({ asked: 'mine.ts', passed: false, problem: null })
    expect(facts.plugin).to.deep.equal({
      name: 'mine',
      from: 'claudecodex-plugin-mine',
      hooks: ['onEvent', 'onEnd'],
      options: { level: 2 },
    })
    expect(facts.trials).to.deep.equal(checked.trials)
    expect(facts.tests).to.deep.equal(checked.tests)
  })
})
