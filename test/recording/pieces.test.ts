import { expect } from 'chai'
import fc from 'fast-check'
import { bytesOf, linesIn, piecesAfter, sizeOf } from '../../src/recording/pieces.ts'

const pieces = fc
  .array(fc.array(fc.constantFrom('a', 'ü', '\n'), { maxLength: 6 }))
  .map(texts => texts.map(text => Buffer.from(text.join(''))))

describe('lines in pieces', () => {
  it('are bytes, whatever they were', () => {
    const buffer = Buffer.from('ü')
    expect(bytesOf(buffer)).to.equal(buffer)
    expect(bytesOf('ü')).to.deep.equal(buffer)
    expect(sizeOf([buffer, bytesOf('abc')])).to.equal(5)
  })

  it('leave what a disk has not taken, and the ends of lines in it, wherever it stopped', () => {
    fc.assert(
      fc.property(pieces, fc.nat(40), (given, count) => {
        const rest = Buffer.concat(given).subarray(count)
        expect(Buffer.concat(piecesAfter(given, count))).to.deep.equal(rest)
        expect(linesIn(given, count)).to.equal(rest.toString('latin1').split('\n').length - 1)
      }),
    )
  })
})
