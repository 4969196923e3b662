import { expect } from 'chai'
import { failure, ok, skipped, verdicts, warning } from '../../../src/commands/doctor/finding.ts'

describe('a finding', () => {
  it('holds its verdict, and a fix only where there is one', () => {
    expect(ok('node', '24.1.0')).to.deep.equal({ check: 'node', verdict: 'ok', text: '24.1.0' })
    expect(failure('port', 'is taken', 'choose another')).to.deep.equal({
      check: 'port',
      verdict: 'failure',
      text: 'is taken',
      fix: 'choose another',
    })
  })
  it('has one of four verdicts', () =>
    expect([ok, warning, failure, skipped].map(make => make('a', 'b').verdict)).to.deep.equal([...verdicts]))
})
