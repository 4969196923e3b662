import { expect } from 'chai'
import fc from 'fast-check'
import { drawLabels } from '../../../src/council/review/labels.ts'
import { lotsOf } from '../../../src/council/review/lots.ts'

const consonants = [...'BCDFGHJKLMNPQRSTVWXZ']
const everyPair = consonants.flatMap(one => consonants.map(other => one + other))

describe('labels', () => {
  it('are as many as there are answers, all different, none the mirror of another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 }), fc.string(), (count, seed) => {
        const labels = drawLabels(count, lotsOf(seed), [])
        expect(new Set(labels).size).to.equal(count)
        for (const label of labels) {
          expect(label).to.match(/^[B-DF-HJ-NP-TV-Z]{2,3}$/)
          expect(labels).not.to.include([...label].reverse().join(''))
        }
      }),
    )
  })
  it('differ from reviewer to reviewer', () => {
    expect(drawLabels(4, lotsOf('one'), [])).not.to.deep.equal(drawLabels(4, lotsOf('other'), []))
  })
  it('are no words of the answers, not even of one that lists all pairs, or writes them as numbers', () => {
    const labels = drawLabels(4, lotsOf('seed'), [everyPair.join(' ').toLowerCase()])
    for (const label of labels) expect(label).to.have.length(3)
    const numbered = everyPair
      .slice(0, 200)
      .map(([one = '', other = '']) => `\\u00${one.charCodeAt(0).toString(16)}${other}`)
    const others = drawLabels(30, lotsOf('seed'), [numbered.join(' ')])
    for (const label of others) expect(everyPair.slice(0, 200)).not.to.include(label)
  })
})
