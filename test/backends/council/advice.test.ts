import { expect } from 'chai'
import { readAdvice } from '../../../src/backends/council/advice.ts'

describe('a piece of advice', () => {
  it('is read into its fields', () => {
    const text = [
      'PLAN: Look at the session first.',
      'It is the likeliest.',
      'STEPS:',
      '- Bash: run the tests',
      '  of the shop',
      '- Edit: session.ts',
      'AVOID: rewriting the login',
      'RISKS:',
      '- none',
      'CHECKS:',
      '1. the tests pass',
      'CONFIDENCE: Medium, since I have not seen the code',
    ].join('\n')
    expect(readAdvice(text)).to.deep.equal({
      plan: 'Look at the session first.\nIt is the likeliest.',
      steps: ['Bash: run the tests of the shop', 'Edit: session.ts'],
      avoid: ['rewriting the login'],
      risks: [],
      checks: ['the tests pass'],
      confidence: 'medium',
    })
  })

  it('may have its headings as Markdown has them', () => {
    const { plan, steps, risks } = readAdvice(
      '## Plan\n\nDo it.\n\n**Steps:**\n* one\n* two\n\n**RISKS**: many',
    )
    expect({ plan, steps, risks }).to.deep.equal({ plan: 'Do it.', steps: ['one', 'two'], risks: ['many'] })
  })

  it('is a plan as a whole where it has no form', () => {
    expect(readAdvice('Just fix\nthe planner: it is broken.').plan).to.equal(
      'Just fix\nthe planner: it is broken.',
    )
    expect(readAdvice('').plan).to.equal('')
    expect(readAdvice('I would begin so.\nSTEPS:\n- one').plan).to.equal('I would begin so.')
  })
})
