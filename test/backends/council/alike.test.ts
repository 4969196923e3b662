import { expect } from 'chai'
import { areAlike, groups } from '../../../src/backends/council/alike.ts'

describe('two short texts', () => {
  it('are alike where one has most words of the other', () => {
    expect(areAlike('Bash: run the tests', 'Run all tests with Bash first')).to.equal(true)
    expect(areAlike('Edit session.ts', 'Read the log of the server')).to.equal(false)
    expect(areAlike('', 'anything')).to.equal(false)
  })

  it('stand together, with where they come from', () => {
    const found = groups([
      ['Run the tests', 'Edit session.ts'],
      ['run tests again', 'Write a note'],
    ])
    expect(found.map(({ text, from }) => [text, [...from]])).to.deep.equal([
      ['Run the tests', [0, 1]],
      ['Edit session.ts', [0]],
      ['Write a note', [1]],
    ])
  })
})
