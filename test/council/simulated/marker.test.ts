import { expect } from 'chai'
import { markerIn, markerOf, withoutMarker } from '../../../src/council/simulated/marker.ts'

describe('the marker of quality', () => {
  it('is read where it was written, and cannot be seen', () => {
    const marker = { quality: -0.5, author: 'ab12' }
    expect(markerIn(`It is 4.${markerOf(marker)} Or so.`)).to.deep.equal(marker)
    expect(markerOf(marker)).to.match(/^\p{Cf}+$/u)
    expect(withoutMarker(`It is 4.${markerOf(marker)}`)).to.equal('It is 4.')
  })
  it('is not found in answers of real models', () => {
    expect(markerIn('q=1.0 ab12')).to.equal(undefined)
    expect(markerIn('\u{e0041}\u{e0042}')).to.equal(undefined)
  })
})
