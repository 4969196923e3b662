import { expect } from 'chai'
import { limitIn, placeOf, refusedField } from '../../../src/backends/shared/refusals.ts'

describe('what a refusal names', () => {
  it('is the first of the fields that it speaks of', () => {
    const message = "Unsupported parameter: 'top_p' is not supported with temperature."
    expect(refusedField(message, ['temperature', 'top_p'])).to.equal('top_p')
    expect(refusedField(message, ['seed'])).to.equal(undefined)
    expect(refusedField('The temperature outside is fine.', ['temperature'])).to.equal(undefined)
  })

  it('is no word of everyday language that happens to be a field', () => {
    expect(placeOf('user', 'Unknown user, please sign in')).to.equal(undefined)
    expect(placeOf('reasoning', "Unknown parameter: 'reasoning'")).to.equal(19)
    expect(placeOf('top_k', 'top_k: unexpected')).to.equal(0)
    expect(placeOf('top_k', 'my_top_k_value')).to.equal(undefined)
  })

  it('is the most that may be asked for, below what was asked', () => {
    const message =
      'max_tokens is too large: 128000. This model supports at most 16,384 tokens (gpt-5.1, code 400).'
    expect(limitIn(message, 128_000)).to.equal(16_384)
    expect(limitIn(message, 10_000)).to.equal(undefined)
    expect(limitIn('no number', 10_000)).to.equal(undefined)
  })
})
