import { Ajv } from 'ajv'
import { expect } from 'chai'
import { exampleOf, submissionTool, submitReview } from '../../../src/council/review/submission.ts'

const entry = { label: 'KX', critique: 'fine', correct: 3, complete: 3, grounded: 3, concise: 3 }
const whole = {
  answers: [{ ...entry, fatal_flaw: '', injection_suspected: false }],
  ranking: [['KX'], ['TN']],
  confidence: 2,
}

describe('the form of a review', () => {
  const tool = submissionTool(['KX', 'TN'])
  const accepts = new Ajv().compile(tool.input_schema ?? false)

  it('is a tool that accepts a whole review, with these labels only', () => {
    expect(tool.name).to.equal(submitReview)
    expect(accepts(whole), JSON.stringify(accepts.errors)).to.equal(true)
    expect(accepts({ ...whole, ranking: [['KX'], ['PR']] })).to.equal(false)
    expect(accepts({ ...whole, ranking: undefined })).to.equal(false)
  })
  it('asks for findings before the verdict', () => {
    const names = Object.keys(tool.input_schema?.properties ?? {})
    expect(names).to.deep.equal(['answers', 'ranking', 'confidence', 'abstain'])
    expect(exampleOf(['KX']).indexOf('critique')).to.be.below(exampleOf(['KX']).indexOf('ranking'))
  })
  it('has an example that proposes no order', () => {
    expect(exampleOf(['KX', 'TN']))
      .to.contain('best label(s)')
      .and.not.to.contain('TN')
  })
})
