import { expect } from 'chai'
import type { Changes, Environment } from '../../src/commands/client-environment.ts'
import { memoryVariable, original, redo, undo } from '../../src/commands/restoring.ts'

/** What a shell's environment is after it has run the commands. */
function applied(environment: Environment, changes: Changes): Environment {
  return Object.fromEntries(
    Object.entries({ ...environment, ...changes }).filter(([, value]) => value !== undefined),
  )
}

const before = { PATH: '/bin', ANTHROPIC_MODEL: 'opus', NO_PROXY: 'corp.example' }

describe('changes that can be taken back', () => {
  const first = applied(before, redo(before, { ANTHROPIC_MODEL: 'demo:demo', NEW: '1', PATH: undefined }))

  it('are made', () => {
    expect(first).to.include({ ANTHROPIC_MODEL: 'demo:demo', NEW: '1', NO_PROXY: 'corp.example' })
    expect(first).not.to.have.property('PATH')
  })
  it('leave nothing behind when they are taken back', () =>
    expect(applied(first, undo(first))).to.deep.equal(before))
  it('know what was there before them', () => {
    expect(original(first).ANTHROPIC_MODEL).to.equal('opus')
    expect(original(first).NEW).to.equal(undefined)
    expect(original(first).PATH).to.equal('/bin')
  })
  it('replace each other, and the first state is still the one that comes back', () => {
    const second = applied(first, redo(first, { NO_PROXY: 'corp.example,localhost' }))
    expect(second).to.include({ ANTHROPIC_MODEL: 'opus', PATH: '/bin', NO_PROXY: 'corp.example,localhost' })
    expect(second).not.to.have.property('NEW')
    expect(applied(second, undo(second))).to.deep.equal(before)
  })
  it('are none where nothing is remembered', () => expect(undo(before)).to.deep.equal({}))
  it('ignore a memory that is not theirs', () => {
    for (const text of ['', '{', '[1]', '{"a;rm -rf /":"x"}', '{"A":3}']) {
      expect(undo({ [memoryVariable]: text }), text).to.deep.equal({})
    }
  })
})
