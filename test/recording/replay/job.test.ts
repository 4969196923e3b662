import { expect } from 'chai'
import { routeName } from '../../../src/recording/replay/job.ts'

describe('the name of a route', () => {
  it('is the reference by which a model is asked for', () => {
    expect(routeName({ backend: 'ollama', model: 'llama3.2:1b' })).to.equal('ollama:llama3.2:1b')
  })
})
