import { expect } from 'chai'
import { nearestNames } from '../../../src/commands/doctor/nearest-names.ts'

const names = ['gpt-5.1', 'gpt-5-mini', 'gpt-4.1', 'text-embedding-3-small', 'whisper-1']

describe('the names near a name', () => {
  it('begin with the nearest', () => expect(nearestNames('gtp-5.1', names)[0]).to.equal('gpt-5.1'))
  it('hold those that have more of it, or less', () => {
    expect(nearestNames('qwen3-coder', ['gemma4:31b', 'qwen3-coder:30b'])).to.deep.equal(['qwen3-coder:30b'])
    expect(nearestNames('openai/gpt-5.1', names)[0]).to.equal('gpt-5.1')
  })
  it('are three at most', () => expect(nearestNames('m-1', ['m-2', 'm-3', 'm-4', 'm-5'])).to.have.length(3))
  it('are none where nothing is like it', () =>
    expect(nearestNames('claude-opus-5-5', ['gemma4:31b', 'whisper-1'])).to.deep.equal([]))
})
