import { expect } from 'chai'
import { Chalk } from 'chalk'
import { widthOf } from '../../../plugins/log/text.ts'
import { changesText, deedText, notRunRow, resultRow } from '../../../src/commands/replay/row.ts'
import { messageOf } from '../../support/gateway.ts'
import { answeredSide, callingMessage, jobOf, recordedExchange, resultOf } from '../../support/replays.ts'

const colors = new Chalk({ level: 0 })
const shape = { isMatrix: false, isRepeated: false, columns: Number.POSITIVE_INFINITY }
const edit = callingMessage([['Edit', { file_path: '/code/parser.ts', new_string: 'x' }]])
const side = (message = edit, total = 3_400, dollars = 0.063) =>
  answeredSide(message, { timing: { startedAt: 0, total }, cost: { dollars, uncached: dollars } })

describe('a line of the table', () => {
  it('says which exchange, who, what, the verdict, and both figures of each', () => {
    const row = resultRow(resultOf(side(), side(edit, 2_100, 0.041)), shape, colors)
    expect(row).to.match(/^ {3}#1 main +Edit .*parser\.ts +same +tools = /)
    expect(row).to.contain('2.1s (3.4s)').and.contain('out 2 (2)').and.contain('$0.041 ($0.063)')
  })
  it('says what is called instead', () => {
    const other = callingMessage([['Read', { file_path: '/a' }]])
    const row = resultRow(resultOf(side(), side(other)), shape, colors)
    expect(row).to.contain('tools-differ').and.contain('tools ≠').and.contain('Edit→Read')
  })
  it('says how alike the texts are, and why another end came', () => {
    const cut = { ...messageOf('Hello you'), stop_reason: 'max_tokens' } as const
    const row = resultRow(resultOf(side(messageOf('Hello')), side(cut)), shape, colors)
    expect(row).to.contain('text 0.67').and.contain('stop end_turn→max_tokens')
  })
  it('says why there is no answer, on one line', () => {
    const error = { type: 'overloaded_error', message: 'busy\nvery\u001b[31m' }
    const row = resultRow(resultOf(side(), { outcome: 'failed', error }), shape, colors)
    expect(row).to.match(/error .*busy ↵ very$/)
  })
  it('names the target where there are several, and which time it is', () => {
    const route = { backend: 'work', model: 'gpt-5' }
    const result = resultOf(side(), side(), jobOf({ route, round: 2 }))
    const row = resultRow(result, { ...shape, isMatrix: true, isRepeated: true }, colors)
    expect(row).to.contain('×2').and.contain('work:gpt-5')
  })
  it('names an agent by its type', () => {
    const who = { class: 'subagent', agent: 'a1b2c3', agentType: 'Explore', by: 'header' } as const
    const source = recordedExchange({ open: { who } })
    expect(resultRow(resultOf(side(), side(), jobOf({ source })), shape, colors)).to.contain('#1 Explore ')
  })
  it('does without figures in a narrow terminal, and never wraps', () => {
    const other = callingMessage([['mcp__server__a_tool_with_a_long_name', {}]])
    for (const columns of [80, 100, 120, 200]) {
      const row = resultRow(resultOf(side(), side(other)), { ...shape, columns }, colors)
      expect(widthOf(row), row).to.be.at.most(columns)
      expect(row).to.contain('tools-differ').and.contain('Edit→')
      expect(row.includes('$0.063'), row).to.equal(columns >= 200)
    }
  })
  it('says why something was not sent', () => {
    expect(notRunRow({ job: jobOf(), reason: 'blob 7 is missing' }, shape, colors)).to.contain(
      'not sent: blob 7 is missing',
    )
  })
})

describe('what an exchange did', () => {
  it('is its first tool and how many there are, else its text', () => {
    expect(
      deedText(
        side(
          callingMessage([
            ['Bash', { command: 'ls' }],
            ['Read', {}],
          ]),
        ),
      ),
    ).to.equal('2× Bash ls')
    expect(deedText(side(messageOf('So it is')))).to.equal('So it is')
    expect(deedText(side(messageOf('')))).to.equal('nothing')
    expect(deedText({ outcome: 'aborted' })).to.equal('aborted')
  })
})

describe('the changes of tools in a few characters', () => {
  it('pair what is missing with what came instead', () => {
    const text = changesText([
      { kind: 'missing', name: 'Bash' },
      { kind: 'missing', name: 'Grep' },
      { kind: 'added', name: 'Read' },
      { kind: 'changed', name: 'Edit', at: ['/a', '/b'] },
    ])
    expect(text).to.equal('Bash→Read, −Grep, Edit /a /b')
    expect(changesText([{ kind: 'added', name: 'Read' }])).to.equal('+Read')
  })
})
