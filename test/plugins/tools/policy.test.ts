import { expect } from 'chai'
import type { ToolsOptions } from '../../../plugins/tools/options.ts'
import { Policy, rulesOf } from '../../../plugins/tools/policy.ts'
import { anExchange } from '../log/exchanges.ts'

const subagent = anExchange({ who: { class: 'subagent', by: 'header' } })
const policyOf = (options: ToolsOptions, exchange = anExchange()) => Policy.of(rulesOf(options), exchange)

describe('the policy on tools', () => {
  it('is none where no rule fits the request', () => {
    expect(policyOf({})).to.equal(undefined)
    expect(policyOf({ rules: [{ when: 'subagent', deny: ['Bash'] }] })).to.equal(undefined)
    expect(policyOf({ when: 'claude-haiku-*', deny: ['Bash'] })).to.equal(undefined)
  })
  it('allows what every rule that fits allows, and denies what one denies', () => {
    const options = { deny: ['Web*'], rules: [{ when: 'subagent', allow: ['Read', 'Web*'] }] }
    const names = ['Read', 'WebFetch', 'Bash']
    expect(names.map(name => policyOf(options)?.allows(name))).to.deep.equal([true, false, true])
    expect(names.map(name => policyOf(options, subagent)?.allows(name))).to.deep.equal([true, false, false])
  })
  it('takes the first name and the first description', () => {
    const policy = policyOf({
      rename: { Bash: 'shell' },
      describe: { Bash: 'Runs a command.' },
      rules: [{ rename: { 'B*': 'b_*' }, describe: { '*': (text, name) => `${name}: ${text}` } }],
    })
    expect(['Bash', 'BashOutput', 'Read'].map(name => policy?.nameOf(name))).to.deep.equal([
      'shell',
      'b_ashOutput',
      'Read',
    ])
    expect(policy?.describe('Bash', 'old')).to.equal('Runs a command.')
    expect(policy?.describe('Read', 'old')).to.equal('Read: old')
    expect(policyOf({ deny: ['x'] })?.describe('Read', undefined)).to.equal(undefined)
  })
})
