import { expect } from 'chai'
import fc from 'fast-check'
import { digestOf, lotsOf } from '../../../src/council/review/lots.ts'

const several = Array.from({ length: 4000 }, (_, index) => index)

describe('drawing lots', () => {
  it('draws the same for the same words, and others for others', () => {
    const draw = (...words: string[]): number[] => {
      const lots = lotsOf(...words)
      return [lots.next(), lots.next(), lots.bell()]
    }
    expect(draw('seed', 'a')).to.deep.equal(draw('seed', 'a'))
    expect(draw('seed', 'a')).not.to.deep.equal(draw('seed', 'b'))
    expect(digestOf('a', 'b')).not.to.equal(digestOf('ab'))
  })
  it('shuffles: the same items in another order, and what is given stays as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 40 }), fc.string(), (items, seed) => {
        const before = [...items]
        const shuffled = lotsOf(seed).shuffled(items)
        expect([...shuffled].sort()).to.deep.equal([...before].sort())
        expect(items).to.deep.equal(before)
      }),
    )
  })
  it('puts each item first equally often', () => {
    const firsts = several.map(index => lotsOf('first', String(index)).shuffled(['a', 'b', 'c', 'd'])[0])
    for (const item of ['a', 'b', 'c', 'd']) {
      expect(firsts.filter(first => first === item).length, item).to.be.within(880, 1120)
    }
  })
  it('draws a bell of mean 0 and deviation 1', () => {
    const lots = lotsOf('bell')
    const drawn = several.map(() => lots.bell())
    expect(drawn.reduce((sum, value) => sum + value, 0) / drawn.length).to.be.closeTo(0, 0.07)
    expect(drawn.reduce((sum, value) => sum + value ** 2, 0) / drawn.length).to.be.closeTo(1, 0.1)
  })
})
