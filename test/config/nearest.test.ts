import { expect } from 'chai'
import { didYouMean } from '../../src/config/nearest.ts'

describe('saying what a word was meant to be', () => {
  it('offers what is near, and nothing where nothing is', () => {
    expect(didYouMean('banana', ['setup'])).to.equal('')
    expect(didYouMean('setpu', ['setup'])).to.equal(' - did you mean "setup"?')
  })
})
