import { expect } from 'chai'
import { callIdOf } from '../../../src/backends/bedrock/call-ids.ts'
import { traitsOf } from '../../../src/backends/bedrock/traits.ts'
import { mistral, sonnet } from './backend.ts'

describe('ids of calls on Bedrock', () => {
  const claude = traitsOf(sonnet)

  it('pass where they are legal', () => {
    for (const id of ['toolu_01', 'functions.Bash:0', 'a'.repeat(64)])
      expect(callIdOf(id, claude)).to.equal(id)
  })
  it('become others where they are not, each time the same', () => {
    for (const id of ['a'.repeat(65), 'call|1', '', 'näh']) {
      expect(callIdOf(id, claude))
        .to.match(/^tooluse_[0-9a-f]{32}$/)
        .and.equal(callIdOf(id, claude))
    }
    expect(callIdOf('call|1', claude)).not.to.equal(callIdOf('call|2', claude))
  })
  it('have nine letters and digits for Mistral', () => {
    expect(callIdOf('toolu_01', traitsOf(mistral))).to.match(/^[a-zA-Z0-9]{9}$/)
    expect(callIdOf('abcDEF123', traitsOf(mistral))).to.equal('abcDEF123')
  })
})
