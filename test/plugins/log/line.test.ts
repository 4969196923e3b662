import { expect } from 'chai'
import { Chalk } from 'chalk'
import fc from 'fast-check'
import { layoutOf } from '../../../plugins/log/layout.ts'
import { formatLine } from '../../../plugins/log/line.ts'
import type { Row } from '../../../plugins/log/row.ts'
import { widthOf } from '../../../plugins/log/text.ts'
import { toolCall } from '../../../plugins/log/tools.ts'
import { text } from '../../support/values.ts'
import { aRow } from './exchanges.ts'

const plain = new Chalk({ level: 0 })
const colored = new Chalk({ level: 1 })

const lineOf = (fields: Partial<Row>, columns = 119): string =>
  formatLine(aRow(fields), layoutOf(columns), plain)
/** From the column of the model on. */
const tailOf = (fields: Partial<Row>, columns?: number): string =>
  lineOf(fields, columns).replace(/^.*? {2}main +/, '')

const read = toolCall('Read', { file_path: '/home/anna/src/grammar/parser.ts' })
const test = toolCall('Bash', { command: 'npm test' })
const grep = toolCall('Grep', { pattern: 'parse' })
const { tokens: _, ...withoutTokens } = aRow()

describe('a line of the monitor', () => {
  const widths: [columns: number, line: string][] = [
    [
      Number.POSITIVE_INFINITY,
      '✓ 14:03:07  3f2c  main                  claude-opus-5-5                     ctx  62k  hit  98%  in 1.2k  ↓  212   0.8s    4.2s       -  Read /home/anna/src/grammar/parser.ts',
    ],
    [
      159,
      '✓ 14:03:07  3f2c  main              claude-opus-5-5           ctx  62k  hit  98%  in 1.2k  ↓  212   0.8s    4.2s       -  Read …/grammar/parser.ts',
    ],
    [
      119,
      '✓ 14:03:07  3f2c  main          opus-5-5         ctx  62k  hit  98%  ↓  212    4.2s       -  Read …/grammar/parser.ts',
    ],
    [79, '✓ 3f2c  main       opus-5-5      ctx  62k  ↓  212    4.2s  Read …/grammar/pars…'],
    [59, '✓ 3f2c  main     opus-5-5        4.2s  Read …/grammar/pars…'],
    [39, '✓ 3f2c  main      4.2s  Read …/grammar…'],
  ]
  for (const [columns, line] of widths) {
    it(`fits ${columns} cells`, () => {
      const shown = lineOf({ tools: [read] }, columns)
      expect(widthOf(shown)).to.be.at.most(columns)
      expect(shown).to.equal(line)
    })
  }

  describe('says what happened', () => {
    const cases: [sentence: string, fields: Partial<Row>, tail: string][] = [
      ['several tools', { tools: [test, grep] }, 'Bash npm test  +1'],
      ['the start of an answer', { text: 'All tests pass.' }, 'All tests pass.'],
      ['why it was cut off', { stop: 'max_tokens', text: 'All' }, 'max_tokens  All'],
      ['its class where that is not the agent', { tag: 'search', text: 'All' }, 'search  All'],
      ['that it took several tries', { attempts: 3, text: 'All' }, '3 tries  All'],
      [
        'what went wrong with them',
        { attempts: 3, failures: ['529', 'broken'], text: 'All' },
        '3 tries (529 broken)  All',
      ],
      ['whom another model stands in for', { instead: 'a:m: 529', text: 'All' }, 'instead of a:m: 529  All'],
      ['what a council did', { council: 'full 3/3; a:m', text: 'All' }, 'full 3/3; a:m  All'],
      ['warnings', { warnings: ['no cache'], text: 'All' }, '!1  All  no cache'],
      ['an abort', { state: 'aborted', text: 'All' }, 'aborted  All'],
    ]
    for (const [sentence, fields, tail] of cases) {
      it(`with ${sentence}`, () => {
        expect(lineOf(fields).split(/ {7}- {2}/)[1]).to.equal(tail)
      })
    }

    it('with as many tools as have room', () => {
      expect(lineOf({ tools: [test, grep, read] }, 159)).to.match(/Bash npm test {2}Grep parse {2}\+1$/)
      expect(lineOf({ tools: [test, grep, read] }, 200)).to.match(
        /Bash npm test {2}Grep parse {2}Read …\S*…?$/,
      )
    })
    it('with a failure in the place of numbers there are none of', () => {
      const row: Row = { ...withoutTokens, state: 'failed', problem: '429 rate_limit_error: slow down' }
      expect(formatLine(row, layoutOf(99), plain)).to.equal(
        '✗ 3f2c  main          opus-5-5        4.2s  429 rate_limit_error: slow down',
      )
    })
  })

  it('gives the message of a failure the room that its type would take', () => {
    const problem = '400 invalid_request_error: messages: Field required'
    const row: Row = { ...withoutTokens, state: 'failed', problem }
    expect(formatLine(row, layoutOf(59), plain)).to.match(/ {2}400 messages: Field…$/)
    expect(formatLine(row, layoutOf(119), plain)).to.contain(problem)
  })

  describe('names the models', () => {
    const cases: [columns: number, asked: string, model: string, shown: string][] = [
      [159, 'claude-opus-5-5', 'claude-opus-5-5', 'claude-opus-5-5'],
      [119, 'claude-opus-5-5', 'claude-opus-5-5', 'opus-5-5'],
      [159, 'openai:gpt-5.1', 'gpt-5.1', 'openai:gpt-5.1'],
      [159, 'claude-haiku-5-5', 'gpt-5-mini', 'haiku-5-5 → gpt-5-mini'],
      [200, 'claude-haiku-5-5', 'gpt-5-mini', 'claude-haiku-5-5 → gpt-5-mini'],
      [119, 'claude-haiku-5-5', 'gpt-5-mini', '→ gpt-5-mini'],
      [200, 'claude-opus-5-5', 'eu.anthropic.claude-opus-5-5-20260801-v1:0', 'claude-opus-5-5 → opus-5-5'],
      [119, '', 'demo', 'demo'],
      [119, 'claude-haiku-5-5', 'vendor/an-endless-name-of-a-model', '→ an-endless-n…'],
    ]
    for (const [columns, asked, model, shown] of cases) {
      it(`${asked} answered by ${model} as ${shown} in ${columns} cells`, () => {
        expect(tailOf({ asked, model }, columns).split(/ {2,}/)[0]).to.equal(shown)
      })
    }
  })

  it('shows costs, plans and unknown prices', () => {
    expect(lineOf({ cost: 0.0412 })).to.contain('  $0.041')
    expect(lineOf({ cost: 'plan' })).to.contain('    plan')
    expect(lineOf({})).to.match(/ {7}-$/)
  })
  it('keeps the id of an agent whose type is long', () => {
    const shown = (agent: string, columns: number) => lineOf({ agent, agentId: 'b9f1' }, columns)
    expect(shown('general-purpose', 99)).to.contain(' gen-pur b9f1 ')
    expect(shown('general-purpose', 79)).to.contain(' gp b9f1 ')
    expect(shown('Explore', 59)).to.contain(' Ex b9f1 ')
    expect(shown('Explore', 39)).to.contain(' E b9f1 ')
  })
  it('marks an output that still grows as a guess', () => {
    const tokens = { context: 62_000, input: 1_200, cached: 60_800, output: 43, guessed: true }
    expect(lineOf({ state: 'open', tokens })).to.contain('↓  ~43')
  })
  it('turns while it is open', () => {
    expect(lineOf({ state: 'open', total: 0 })).not.to.equal(
      lineOf({ state: 'open', total: 99 }).replace('⠋', '⠙'),
    )
    expect(lineOf({ state: 'open', total: 100 })).to.match(/^⠙ /)
  })

  describe('in colours', () => {
    const paint = (fields: Partial<Row>): string => formatLine(aRow(fields), layoutOf(119), colored)
    it('has green, red and yellow for how it ended', () => {
      expect(paint({})).to.contain(colored.green('✓'))
      expect(paint({ state: 'failed', problem: 'x' })).to.contain(colored.red('✗'))
      expect(paint({ state: 'aborted' })).to.contain(colored.yellow('⊘'))
    })
    it('has one for each family of models', () => {
      const shown = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5', 'gpt-5.1'].map(
        model => paint({ asked: model, model }).match(/\u001B\[(\d+)m(?:opus|sonnet|haiku|gpt)/)?.[1],
      )
      expect(new Set(shown)).to.have.property('size', 4)
    })
    it('keeps that of a lane, and tells two lanes apart', () => {
      const colorOf = (agentId: string) =>
        paint({ agent: 'Explore', agentId }).match(/\u001B\[(\d+)mExplore/)?.[1]
      expect(colorOf('a032')).to.equal(colorOf('a032'))
      expect(new Set(['a032', 'b9f1', 'c111', 'd222'].map(colorOf)).size).to.be.above(1)
    })
    it('warns of a large prompt that the cache did not know', () => {
      const tokens = { context: 62_000, input: 62_000, cached: 0, output: 1 }
      expect(paint({ tokens })).to.contain(colored.yellow('  0%'))
      expect(paint({ tokens: { ...tokens, context: 300, input: 300 } })).not.to.contain(
        colored.yellow('  0%'),
      )
    })
    it('says the same as without', () => {
      expect(paint({ tools: [read] }).replace(/\u001B\[\d+m/g, '')).to.equal(lineOf({ tools: [read] }))
    })
  })

  it('is never wider than the terminal, whatever is in it', () => {
    const some = text({ maxLength: 60 }).map(given => toolCall(given, given))
    const rows = fc.record({
      state: fc.constantFrom('open' as const, 'answered' as const, 'failed' as const, 'aborted' as const),
      agent: some.map(({ detail }) => detail),
      model: some.map(({ detail }) => detail),
      problem: some.map(({ detail }) => detail),
      warnings: fc.array(
        some.map(({ detail }) => detail),
        { maxLength: 3 },
      ),
      tools: fc.array(some, { maxLength: 5 }),
      text: some.map(({ detail }) => detail),
      total: fc.nat(10_000_000),
      attempts: fc.nat(12),
    })
    fc.assert(
      fc.property(rows, fc.integer({ min: 24, max: 220 }), (fields, columns) => {
        expect(widthOf(lineOf(fields, columns))).to.be.at.most(columns)
      }),
    )
  })
})
