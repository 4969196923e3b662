import { expect } from 'chai'
import { permissionAdvice, permissionFlag } from '../../src/commands/permission-mode.ts'

const advice = (...words: readonly string[]) => permissionAdvice({ words, native: false, interactive: true })

describe('the permission mode', () => {
  it('is advised for an interactive client whose actions nobody checks', () => {
    expect(advice('claude')).to.contain(permissionFlag).and.contain('auto mode')
    expect(advice('/opt/bin/claude', '--resume')).to.contain('after /opt/bin/claude')
  })
  it('is left alone where Anthropic’s own API makes the check', () =>
    expect(permissionAdvice({ words: ['claude'], native: true, interactive: true })).to.equal(undefined))
  it('is left alone where nobody can be asked anyway', () => {
    expect(permissionAdvice({ words: ['claude'], native: false, interactive: false })).to.equal(undefined)
    expect(advice('claude', '-p', 'hello')).to.equal(undefined)
  })
  it('is left alone where it is chosen', () => {
    expect(advice('claude', '--permission-mode', 'plan')).to.equal(undefined)
    expect(advice('claude', '--permission-mode=plan')).to.equal(undefined)
    expect(advice('claude', '--dangerously-skip-permissions')).to.equal(undefined)
  })
  it('is no matter of other programs', () => expect(advice('node', 'agent.mjs')).to.equal(undefined))
})
