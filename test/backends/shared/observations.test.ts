import { expect } from 'chai'
import fc from 'fast-check'
import {
  type Observation,
  observationsIn,
  ratioOf,
  withObservation,
} from '../../../src/backends/shared/observations.ts'

const observed = (...ratios: readonly number[]): readonly Observation[] =>
  ratios.reduce<readonly Observation[]>((known, ratio) => withObservation(known, ratio, 10_000), [])

describe('observations of a ratio', () => {
  it('say what is usual where there are none, and what was seen from the first long prompt on', () => {
    expect(ratioOf([], 1.2)).to.equal(1.2)
    expect(ratioOf(observed(1.4), 1)).to.equal(1.4)
  })

  it('need several short prompts, which say little', () => {
    const short = (times: number) =>
      Array.from({ length: times }).reduce<readonly Observation[]>(
        known => withObservation(known, 1.5, 100),
        [],
      )
    expect(ratioOf(short(1), 1)).to.equal(1)
    expect(ratioOf(short(9), 1)).to.equal(1.5)
  })

  it('are not moved far by a minority of wrong ones, wherever these stand', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.34, max: 2.9, noNaN: true }), { maxLength: 3 }),
        fc.array(fc.double({ min: 1.25, max: 1.35, noNaN: true }), { minLength: 6, maxLength: 6 }),
        fc.infiniteStream(fc.nat(8)),
        (wrong, right, places) => {
          const all = [...right]
          for (const one of wrong) all.splice(places.next().value ?? 0, 0, one)
          expect(ratioOf(observed(...all), 1)).to.be.within(1.25, 1.35)
        },
      ),
    )
  })

  it('leave out what no tokenizer could do', () => {
    expect(observed(0.1, 4, Number.NaN, Number.POSITIVE_INFINITY, 0)).to.deep.equal([])
    expect(withObservation([], 1, 0)).to.deep.equal([])
  })

  it('follow a host that changes: the latest nine count', () => {
    expect(ratioOf(observed(...Array(9).fill(1.1), ...Array(5).fill(1.6)), 1)).to.equal(1.6)
    expect(observed(...Array(20).fill(1.1))).to.have.lengthOf(9)
  })

  it('are read from what was written of them, and from anything else without a failure', () => {
    const known = observed(1.1, 1.2)
    expect(observationsIn(JSON.stringify({ m: known })).get('m')).to.deep.equal(known)
    for (const text of [
      undefined,
      '',
      'oops',
      'null',
      '[]',
      '7',
      '{"m":7}',
      '{"m":[null,7,{"ratio":9,"weight":1}]}',
    ]) {
      expect([...observationsIn(text).values()].flat(), text).to.deep.equal([])
    }
  })
})
