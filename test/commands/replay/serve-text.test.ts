import { expect } from 'chai'
import { Chalk } from 'chalk'
import { ReplayTally } from '../../../src/backends/recorded/tally.ts'
import {
  missText,
  type ReadyFacts,
  readyText,
  reportLine,
  reportText,
} from '../../../src/commands/replay/serve-text.ts'
import { answerOf, openLibrary, requestOf } from '../../support/library.ts'

const colors = new Chalk({ level: 0 })
const facts: ReadyFacts = {
  version: '2.0.0',
  url: 'http://127.0.0.1:8082',
  files: ['session.jsonl'],
  recordedAt: '2026-11-26T10:00:00.000Z',
  exchanges: 12,
  unusable: 0,
  models: ['claude-opus-5-5', 'claude-haiku-5-5'],
  match: 'shape',
  onMiss: 'fail',
  timing: 'fast',
  client: 'ANTHROPIC_BASE_URL=http://127.0.0.1:8082 claude',
  remarks: [],
}

describe('what replay --serve says when it is ready', () => {
  it('is what it serves, how, and how to use it', () =>
    expect(readyText(facts, colors).split('\n').slice(0, 10)).to.deep.equal([
      'claudecodex 2.0.0  http://127.0.0.1:8082',
      '',
      '  recording session.jsonl, of 2026-11-26T10:00:00.000Z',
      '  exchanges 12',
      '  models    claude-opus-5-5, claude-haiku-5-5',
      '  match     shape; a miss: fail; timing: fast',
      '',
      '  Claude Code, in another terminal:',
      '  ANTHROPIC_BASE_URL=http://127.0.0.1:8082 claude',
      '',
    ]))
  it('is also what is wrong with it, and who can reach it', () => {
    const text = readyText(
      { ...facts, files: ['a', 'b', 'c'], unusable: 2, openTo: 'other machines', remarks: ['it is torn'] },
      colors,
    )
    expect(text)
      .to.contain('a and 2 more, of')
      .and.contain('12, and 2 that cannot answer')
      .and.contain('open to   other machines')
      .and.contain('! it is torn')
  })
  it('obeys no character of a recording', () => {
    expect(readyText({ ...facts, models: ['\u001b[2J'] }, colors)).to.contain('\\u{1b}[2J')
  })
})

describe('what it says of a miss', () => {
  it('is the sentence and the lines of the diff', () =>
    expect(
      missText({
        text: 'nothing answers\u001b',
        differences: [{ at: '/model', recorded: '"a"', now: '"b"' }],
      }),
    ).to.equal('nothing answers\\u{1b}\n  /model\n  - "a"\n  + "b"'))
})

describe('what it says at its end', () => {
  const tallyOf = async (): Promise<ReplayTally> => {
    const exchange = (text: string) => ({ request: requestOf([text]), answer: answerOf('ok') })
    const agent = {
      who: { session: 's', agent: 'a42c328153ae38c4c', class: 'subagent', by: 'header' } as const,
    }
    const { library, close } = await openLibrary([
      ...['1', '2', '3'].map(exchange),
      { ...exchange('1'), open: agent },
    ])
    await close()
    const tally = new ReplayTally()
    tally.watch(() => library.entries.slice(2))
    return tally
  }
  it('is how much was served and by what, what was missed, and what nobody has asked for', async () => {
    const tally = await tallyOf()
    for (const way of ['normal', 'exact', 'normal'] as const) tally.count(way)
    tally.miss('x')
    expect(reportText(tally, 4, colors)).to.equal(
      '  replayed  2 of 4 exchanges: 1 exact, 2 normal\n  missed    one request\n  unused    #3 main, #4 agent a42c32\n',
    )
    expect(JSON.parse(reportLine(tally, 4))).to.deep.equal({
      kind: 'replay',
      exchanges: 4,
      served: { normal: 2, exact: 1 },
      missed: 1,
      unused: [3, 4],
    })
  })
  it('is one line where all went well', () => {
    const tally = new ReplayTally()
    tally.count('exact')
    expect(reportText(tally, 1, colors)).to.equal('  replayed  1 of 1 exchanges: 1 exact\n')
  })
})
