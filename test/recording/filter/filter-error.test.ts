import { expect } from 'chai'
import { FilterError, ValueProblem } from '../../../src/recording/filter/filter-error.ts'

describe('an error in a filter', () => {
  it('shows the place below the text', () => {
    const error = new FilterError('there is no ~x', 'a\t~x', 2)
    expect(error.message).to.equal('there is no ~x\n  a ~x\n    ^')
    expect([error.name, error.column]).to.deep.equal(['FilterError', 3])
  })
  it('is told from what is wrong with a value, whose place another knows', () =>
    expect(new ValueProblem('expected a number').name).to.equal('ValueProblem'))
})
