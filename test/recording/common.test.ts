import { expect } from 'chai'
import { commonEnd, commonStart } from '../../src/recording/common.ts'

const filled = (length: number): Buffer => Buffer.alloc(length, 'abc')

describe('what two bodies have in common', () => {
  for (const length of [0, 1, 2, 100, 16_384, 16_385, 100_000]) {
    it(`is all of ${length} equal bytes`, () => {
      expect(commonStart(filled(length), filled(length))).to.equal(length)
      expect(commonEnd(filled(length), filled(length))).to.equal(length)
    })
  }

  it('ends at the first byte that differs, wherever it stands', () => {
    for (const place of [0, 1, 31, 16_383, 16_384, 16_385, 40_000, 49_999]) {
      const one = filled(50_000)
      const other = Buffer.from(one)
      other[place] = 0
      expect(commonStart(one, other), `start ${place}`).to.equal(place)
      expect(commonEnd(one, other), `end ${place}`).to.equal(50_000 - place - 1)
    }
  })

  it('counts from the end of each', () => {
    const end = Buffer.from('… and the very same end')
    const one = Buffer.concat([Buffer.from('short'), end])
    const other = Buffer.concat([filled(40_001), Buffer.from('!'), end])
    expect(commonEnd(one, other)).to.equal(end.length)
  })

  it('does not count bytes twice that are in common from the start', () => {
    const one = Buffer.from('aaaa')
    const other = Buffer.from('aaaaaa')
    expect(commonStart(one, other)).to.equal(4)
    expect(commonEnd(one, other, 4)).to.equal(0)
  })
})
