import { expect } from 'chai'
import { backendSlip } from '../../src/config/backend-slip.ts'

describe('what stands before a colon', () => {
  it('is a slip where it is nearly a backend', () => {
    expect(backendSlip('gemni', [])).to.equal(' - did you mean "gemini"?')
    expect(backendSlip('tem', ['team'])).to.equal(' - did you mean "team"?')
    expect(backendSlip('olama', [])).to.equal(' - did you mean "ollama"?')
  })
  it('is none where it is a backend, or the name of a model', () => {
    const names = [
      'team',
      'TEAM',
      'grok',
      'llama3',
      'llama3.2',
      'mixtral',
      'glm4',
      'qwen3',
      'gemma3',
      'phi4',
      'gpt-oss',
    ]
    for (const name of names) expect(backendSlip(name, ['team']), name).to.equal('')
  })
})
