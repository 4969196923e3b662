import { expect } from 'chai'
import { bareName, isReasoning, modelName } from '../../../src/backends/shared/model-names.ts'

describe('the name of a model', () => {
  it('loses the mark of a long window, which is the client’s own', () => {
    expect(['gpt-5[1m]', 'gpt-5[1M]', 'gpt-5'].map(modelName)).to.deep.equal(['gpt-5', 'gpt-5', 'gpt-5'])
  })

  it('is bare behind the prefix of a gateway', () => {
    expect(['openai/gpt-5', 'a/b/c', 'c'].map(bareName)).to.deep.equal(['gpt-5', 'c', 'c'])
  })

  it('tells whether it reasons', () => {
    const names = [
      'o3',
      'openai/o4-mini',
      'gpt-5.6-sol',
      'gpt-6-sol',
      'gpt-5-chat-latest',
      'gpt-4.1',
      'llama',
    ]
    expect(names.filter(isReasoning)).to.deep.equal(['o3', 'openai/o4-mini', 'gpt-5.6-sol', 'gpt-6-sol'])
  })
})
