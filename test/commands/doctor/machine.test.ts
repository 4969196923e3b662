import { expect } from 'chai'
import { checkClient, checkNode } from '../../../src/commands/doctor/machine.ts'

describe('the check of Node', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['20.19.0', 'ok'],
    ['20.20.2', 'ok'],
    ['22.0.0', 'ok'],
    ['100.1.0', 'ok'],
    ['20.18.3', 'failure'],
    ['18.20.0', 'failure'],
  ]
  for (const [version, verdict] of cases) {
    it(`takes ${version} for ${verdict}`, () => expect(checkNode(version).verdict).to.equal(verdict))
  }
  it('says which one is needed', () => expect(checkNode('18.20.0').text).to.contain('20.19.0'))
})

describe('the check of Claude Code', () => {
  it('names its version', () => {
    expect(checkClient({ kind: 'version', version: '2.1.330' })).to.deep.equal({
      check: 'claude code',
      verdict: 'ok',
      text: '2.1.330',
    })
    expect(checkClient({ kind: 'version', version: '2.2.0' }).text).to.equal('2.2.0')
  })
  it('says of an older one that it was not tried', () => {
    const { verdict, text } = checkClient({ kind: 'version', version: '2.1.40' })
    expect(verdict).to.equal('ok')
    expect(text).to.match(/^2\.1\.40; .*2\.1\.330/)
  })
  it('warns where there is none, or it does not run, and says how to install it', () => {
    for (const client of [{ kind: 'missing' }, { kind: 'broken', reason: 'no such library' }] as const) {
      const { verdict, fix } = checkClient(client)
      expect(verdict).to.equal('warning')
      expect(fix).to.contain('npm install -g')
    }
    expect(checkClient({ kind: 'broken', reason: 'no such library' }).text).to.contain('no such library')
  })
})
