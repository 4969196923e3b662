import { expect } from 'chai'
import fc from 'fast-check'
import { StopSequences } from '../../../src/backends/shared/stop-sequences.ts'
import { pieces } from '../../support/values.ts'

interface Cut {
  readonly text: string
  readonly hit: string | undefined
}

function cut(stops: readonly string[], deltas: readonly string[]): Cut {
  const sequences = new StopSequences(stops)
  const text = deltas.map(delta => sequences.take(delta)).join('')
  return { text: text + sequences.rest(), hit: sequences.hit }
}

/** What a host does that looks at the text behind each character. */
function expected(stops: readonly string[], text: string): Cut {
  for (let end = 1; end <= text.length; end += 1) {
    const met = stops.filter(stop => text.slice(0, end).endsWith(stop))
    const [longest] = met.toSorted((one, other) => other.length - one.length)
    if (longest !== undefined) return { text: text.slice(0, end - longest.length), hit: longest }
  }
  return { text, hit: undefined }
}

describe('stop sequences', () => {
  it('case 49: cut the text before them, and leak nothing of them', () => {
    const sequences = new StopSequences(['###'])
    expect(sequences.take('a##')).to.equal('a')
    expect(sequences.take('#rest')).to.equal('')
    expect(sequences.hit).to.equal('###')
    expect(sequences.take('more')).to.equal('')
    expect(sequences.rest()).to.equal('')
  })

  it('give back what only began like one', () => {
    const sequences = new StopSequences(['###'])
    expect(sequences.take('a##')).to.equal('a')
    expect(sequences.take('b')).to.equal('##b')
    expect(sequences.take('#')).to.equal('')
    expect(sequences.rest()).to.equal('#')
    expect(sequences.hit).to.equal(undefined)
  })

  it('hold nothing where there are none', () => {
    expect(new StopSequences([]).take('a#')).to.equal('a#')
  })

  const table: readonly (readonly [string, readonly string[], string])[] = [
    ['at the start', ['a'], 'abc'],
    ['at the end', ['bc'], 'abc'],
    ['nowhere', ['x'], 'abc'],
    ['as the whole text', ['abc'], 'abc'],
    ['twice', ['b'], 'abcbd'],
    ['with a false start in it', ['aab'], 'aaab'],
    ['with another one inside', ['bcd', 'c'], 'abcde'],
    ['with another one at its end', ['c', 'bc'], 'abcd'],
    ['with another one at its start', ['bcd', 'b'], 'abcd'],
    ['behind one that only begins', ['xyz', 'y'], 'axyb'],
    ['of several lines', ['\n\nHuman:'], 'Hi\n\n\nHuman: you'],
    ['of several code units', ['😀'], 'a😀b'],
  ]
  for (const [where, stops, text] of table) {
    it(`are met ${where} the same wherever the text is cut`, () => {
      const whole = expected(stops, text)
      expect(cut(stops, [text])).to.deep.equal(whole)
      for (let at = 0; at <= text.length; at += 1) {
        expect(cut(stops, [text.slice(0, at), text.slice(at)]), `cut at ${at}`).to.deep.equal(whole)
      }
      expect(cut(stops, [...text])).to.deep.equal(whole)
    })
  }

  it('cut any text in any pieces where the first of them is complete', () => {
    const letters = (minLength: number, maxLength: number) =>
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength, maxLength })
    const sizes = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(fc.array(letters(1, 4), { maxLength: 5 }), letters(0, 30), sizes, (stops, text, cuts) => {
        let turn = 0
        const deltas = pieces(text, () => cuts[turn++ % cuts.length] ?? 0)
        expect(cut(stops, deltas)).to.deep.equal(expected(stops, text))
      }),
      { numRuns: 500 },
    )
  })
})
