import { expect } from 'chai'
import { apart, matches } from '../../../plugins/redact/span.ts'

describe('spans', () => {
  it('are put in order', () => {
    const first = { start: 0, end: 2, kind: 'a' }
    const second = { start: 5, end: 7, kind: 'b' }
    expect(apart([second, first])).to.deep.equal([first, second])
  })
  it('become one where they overlap, so that no end is left over, and keep the kind of the longest', () => {
    const spans = [
      { start: 0, end: 6, kind: 'a' },
      { start: 4, end: 14, kind: 'b' },
      { start: 4, end: 14, kind: 'c' },
    ]
    expect(apart(spans)).to.deep.equal([{ start: 0, end: 14, kind: 'b', parts: spans }])
  })
  it('touch without becoming one', () => {
    const spans = [
      { start: 0, end: 2, kind: 'a' },
      { start: 2, end: 4, kind: 'b' },
    ]
    expect(apart(spans)).to.deep.equal(spans)
  })
})

describe('matches', () => {
  it('are all of an expression, or of its group `secret`', () => {
    expect(matches('a1 a22', /a\d+/g, 'x')).to.deep.equal([
      { start: 0, end: 2, kind: 'x' },
      { start: 3, end: 6, kind: 'x' },
    ])
    expect(matches('id=7', /id=(?<secret>\d)/dg, 'x')).to.deep.equal([{ start: 3, end: 4, kind: 'x' }])
  })
  it('end also where the expression matches nothing at all', () => {
    expect(matches('abc', /x*/g, 'x')).to.deep.equal([])
  })
  it('are those that the check lets through', () => {
    expect(matches('1 2', /\d/g, 'x', value => value === '2')).to.deep.equal([
      { start: 2, end: 3, kind: 'x' },
    ])
  })
})
