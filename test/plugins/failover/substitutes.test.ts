import { expect } from 'chai'
import { nameOf, substitutesFor } from '../../../plugins/failover/substitutes.ts'

describe('the substitutes of a model', () => {
  const model = { backend: 'openai', model: 'gpt-5.1' }

  it('are those of the first pattern that fits, in order', () => {
    const table = { 'openai:gpt-4*': 'x:1', 'openai:gpt-5*': ['a:1', 'b:2'], '*': 'c:3' }
    expect(substitutesFor(model, table)).to.deep.equal(['a:1', 'b:2'])
    expect(substitutesFor({ backend: 'work', model: 'other' }, table)).to.deep.equal(['c:3'])
  })
  it('are found by backend and model, or by the model alone, in any letter case', () => {
    expect(substitutesFor(model, { 'OpenAI:GPT-5.1': 'a:1' })).to.deep.equal(['a:1'])
    expect(substitutesFor(model, { 'gpt-5.?': 'a:1' })).to.deep.equal(['a:1'])
    expect(substitutesFor(model, { 'gpt-5?1': 'a:1', 'gpt-5': 'b:1' })).to.deep.equal(['a:1'])
  })
  it('case 124: are found with and without the wish for a window, and with colons in the name', () => {
    const claude = { backend: 'anthropic', model: 'claude-sonnet-4-5-20250929[1m]' }
    expect(substitutesFor(claude, { 'anthropic:claude-sonnet-4-5-20250929': 'a:1' })).to.deep.equal(['a:1'])
    expect(substitutesFor(claude, { 'claude-sonnet-*[1m]': 'a:1' })).to.deep.equal(['a:1'])
    const local = { backend: 'ollama', model: 'qwen3:8b' }
    expect(substitutesFor(local, { 'ollama:qwen3:8b': 'a:1' })).to.deep.equal(['a:1'])
    expect(substitutesFor(local, { 'qwen3:8b': 'a:1' })).to.deep.equal(['a:1'])
  })
  it('are none where nothing fits', () => {
    expect(substitutesFor(model, { 'gpt-5': 'a:1' })).to.deep.equal([])
    expect(substitutesFor(model)).to.deep.equal([])
  })
  it('are named as the header of an answer names models', () =>
    expect(nameOf(model)).to.equal('openai:gpt-5.1'))
})
