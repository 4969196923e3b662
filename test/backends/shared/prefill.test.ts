import { expect } from 'chai'
import fc from 'fast-check'
import { Prefill } from '../../../src/backends/shared/prefill.ts'
import { pieces } from '../../support/values.ts'

const through = (start: string, deltas: readonly string[]): string => {
  const prefill = new Prefill(start)
  return deltas.map(delta => prefill.take(delta)).join('') + prefill.rest()
}

describe('an answer that the client has begun (case 89)', () => {
  it('loses the beginning where the model repeats it, wherever the stream is cut', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), numbers => {
        const deltas = pieces('{"a": 1}', () => Number(numbers.next().value))
        expect(through('{', deltas)).to.equal('"a": 1}')
        expect(through('{"a"', deltas)).to.equal(': 1}')
        expect(through('[', deltas)).to.equal('{"a": 1}')
      }),
    )
  })

  it('keeps all of an answer that goes on, and an answer shorter than the beginning', () => {
    expect(through('{', ['"a": 1}'])).to.equal('"a": 1}')
    expect(through('long beginning', ['long'])).to.equal('long')
    expect(through('', ['x'])).to.equal('x')
  })

  it('loses it once', () => {
    expect(through('{', ['{', '{']).length).to.equal(1)
  })
})
