import { expect } from 'chai'
import { Chalk } from 'chalk'
import { failure, ok, skipped, warning } from '../../../src/commands/doctor/finding.ts'
import { reportJson, reportText } from '../../../src/commands/doctor/report.ts'

const colors = new Chalk({ level: 0 })
const findings = [
  ok('node', '24.1.0'),
  skipped('reach', 'not asked (--offline)'),
  warning(
    'web proxy',
    'HTTP_PROXY is set, and NO_PROXY does not hold 127.0.0.1',
    'add 127.0.0.1 to NO_PROXY',
  ),
  failure('port', '8082 is taken'),
]

describe('the report of the doctor', () => {
  it('is a line for each finding, with its fix below it and a sum at the end', () => {
    expect(reportText('2.0.0', findings, { colors })).to.equal(
      [
        'claudecodex doctor 2.0.0',
        '',
        '✓ node       24.1.0',
        '- reach      not asked (--offline)',
        '! web proxy  HTTP_PROXY is set, and NO_PROXY does not hold 127.0.0.1',
        '             > add 127.0.0.1 to NO_PROXY',
        '✗ port       8082 is taken',
        '',
        '1 failure, 1 warning.',
        '',
      ].join('\n'),
    )
  })
  it('gives the terminal no orders of a server or a folder', () => {
    const text = reportText('2.0.0', [failure('reach', 'x\u001b[2J\u001b]0;t\u0007', 'y\u009b1m')], {
      colors,
    })
    expect(text).to.contain('x\\u{1b}[2J\\u{1b}]0;t\\u{7}').and.to.contain('y\\u{9b}1m')
  })
  it('keeps within the terminal, at the border of words', () => {
    const text = reportText('2.0.0', findings, { colors, columns: 60 })
    expect(text).to.contain(
      [
        '! web proxy  HTTP_PROXY is set, and NO_PROXY does not hold',
        '             127.0.0.1',
        '             > add 127.0.0.1 to NO_PROXY',
      ].join('\n'),
    )
    for (const columns of [60, 100]) {
      for (const line of reportText('2.0.0', findings, { colors, columns }).split('\n')) {
        expect(line.length, line).to.be.below(columns)
      }
    }
  })
  it('leaves a word whole that fits nowhere, and the lines of a text apart', () => {
    const long = `/a/${'b'.repeat(80)}`
    const text = reportText('2.0.0', [failure('configuration', `${long} is wrong\nand so is this`)], {
      colors,
      columns: 40,
    })
    expect(text).to.contain(
      `✗ configuration  ${long}\n                 is wrong\n                 and so is this\n`,
    )
  })
  it('counts what there is, and says when there is nothing', () => {
    expect(reportText('2.0.0', [ok('node', '24')], { colors })).to.match(/\nNothing is wrong\.\n$/)
    const many = [failure('a', 'x'), failure('b', 'x'), warning('c', 'x'), warning('d', 'x')]
    expect(reportText('2.0.0', many, { colors })).to.match(/\n2 failures, 2 warnings\.\n$/)
  })
  it('is one object for other programs, with the worst of the verdicts', () => {
    expect(JSON.parse(reportJson('2.0.0', findings))).to.deep.equal({
      version: '2.0.0',
      verdict: 'failure',
      findings,
    })
    expect(JSON.parse(reportJson('2.0.0', findings.slice(0, 3))).verdict).to.equal('warning')
    expect(JSON.parse(reportJson('2.0.0', findings.slice(0, 2))).verdict).to.equal('ok')
  })
})
