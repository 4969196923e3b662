import { expect } from 'chai'
import fc from 'fast-check'
import { ballotsOf } from '../../../src/council/review/ballots.ts'
import { copelandWinners, kemenyWinners } from '../../../src/council/review/other-counts.ts'
import { pairsOf } from '../../../src/council/review/pairs.ts'
import { answer, review } from '../../support/judged.ts'

const pairs = (letters: string, ...orders: readonly string[]) =>
  pairsOf(
    ballotsOf(
      orders.map((order, index) =>
        review(
          `r${index}`,
          [...order].map(id => [id]),
        ),
      ),
      [...letters].map(id => answer(id)),
    ),
    letters.length,
  )

/** Every order of the answers, and how many votes it respects: the definition, slowly. */
function slowKemeny(given: ReturnType<typeof pairs>): readonly number[] {
  const orders = (left: readonly number[]): readonly (readonly number[])[] =>
    left.length === 0
      ? [[]]
      : left.flatMap(one => orders(left.filter(each => each !== one)).map(rest => [one, ...rest]))
  const points = (order: readonly number[]): number =>
    order
      .flatMap((one, place) => order.slice(place + 1).map(other => given.wins(one, other)))
      .reduce((a, b) => a + b, 0)
  const all = orders(Array.from({ length: given.count }, (_, answer) => answer))
  const most = Math.max(...all.map(points))
  return [...new Set(all.filter(order => points(order) === most).map(([first = 0]) => first))].sort()
}

describe('other ways to count', () => {
  it('agree on whoever wins every duel', () => {
    const found = pairs('abc', 'bac', 'bca', 'abc')
    expect(copelandWinners(found)).to.deep.equal([1])
    expect(kemenyWinners(found)).to.deep.equal([1])
  })
  it('have several winners in a circle', () => {
    expect(copelandWinners(pairs('abc', 'abc', 'bca', 'cab'))).to.deep.equal([0, 1, 2])
    expect(kemenyWinners(pairs('abc', 'abc', 'bca', 'cab'))).to.deep.equal([0, 1, 2])
  })
  it('count exactly up to seven answers, and not beyond', () => {
    expect(kemenyWinners(pairs('abcdefg', 'gfedcba', 'gabcdef'))).to.deep.equal([6])
    expect(kemenyWinners(pairs('abcdefgh', 'abcdefgh', 'abcdefgh'))).to.equal(undefined)
  })
  it('find what all orders, tried one by one, would find', () => {
    const order = fc.shuffledSubarray([...'abcd'], { minLength: 2 }).map(letters => letters.join(''))
    fc.assert(
      fc.property(fc.array(order, { minLength: 1, maxLength: 6 }), orders => {
        const given = pairs('abcd', ...orders)
        expect(kemenyWinners(given)).to.deep.equal(slowKemeny(given))
      }),
    )
  })
})
