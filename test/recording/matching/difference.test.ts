import { expect } from 'chai'
import { differenceLines, differencesBetween } from '../../../src/recording/matching/difference.ts'
import { Normalizer } from '../../../src/recording/matching/patterns.ts'
import { requestOf } from '../../support/library.ts'

const between = (...pair: Parameters<typeof requestOf>[0][]) => {
  const [one = [], other = []] = pair
  return differencesBetween(requestOf(one), requestOf(other), new Normalizer())
}

describe('the differences between two requests', () => {
  it('are none where only what means nothing differs', () => {
    expect(between(['at 10:00'], ['at 10:01'])).to.deep.equal([])
  })
  it('point to the value and show it from shortly before it differs', () => {
    const start = 'word '.repeat(40)
    const [first] = between([`${start}old end`], [`${start}new end`])
    expect(first?.at).to.equal('/messages/0/content')
    expect(first?.recorded).to.match(/^….*word old end"$/)
    expect(first?.now).to.match(/^….*word new end"$/)
    expect(first?.now?.length).to.be.below(110)
  })
  it('tell what only one of them has', () => {
    expect(between(['go'], ['go', 'ok'])).to.deep.equal([
      { at: '/messages/1/content', now: '"ok"' },
      { at: '/messages/1/content', now: '"text"' },
      { at: '/messages/1/role', now: '"assistant"' },
    ])
    const gone = between(['go', 'ok'], ['go'])
    expect(gone.map(({ at }) => at)).to.include('/messages/1/role')
    expect(gone.every(({ now }) => now === undefined)).to.equal(true)
  })
  it('are lines of a diff, and no more than can be read', () => {
    const lines = differenceLines(between(['a', 'b', 'c'], ['x', 'y', 'z']), 2)
    expect(lines).to.deep.equal([
      '  /messages/0/content',
      '  - "a"',
      '  + "x"',
      '  /messages/1/content',
      '  - "b"',
      '  + "y"',
      '  and 1 more',
    ])
  })
})
