import { expect } from 'chai'
import { decodedText, isScalar, literal, matchAt, scalar } from '../../src/wire/json-tokens.ts'

describe('the pieces of JSON', () => {
  it('are found from a place on, and nowhere behind it', () => {
    expect(matchAt(scalar, '[12,3]', 1)).to.equal('12')
    expect(matchAt(scalar, '[12,3]', 0)).to.equal('')
  })
  it('are numbers and words as JSON has them', () => {
    for (const token of ['0', '-1.5e+3', 'true', 'null']) expect(isScalar(token), token).to.equal(true)
    for (const token of ['01', '1.', 'True', 'NaN', '']) expect(isScalar(token), token).to.equal(false)
  })
  it('are words already by their beginning, and numbers never', () => {
    expect(literal('t')).to.equal('true')
    expect(literal('nul')).to.equal('null')
    for (const token of ['', '1', 'x']) expect(literal(token), token).to.equal(undefined)
  })
  it('are texts within texts where an object was encoded twice', () => {
    expect(decodedText('"{}"')).to.equal('{}')
    for (const json of ['{}', '42', '"cut']) expect(decodedText(json), json).to.equal(undefined)
  })
})
