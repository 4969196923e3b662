import { expect } from 'chai'
import fc from 'fast-check'
import { areEqual, differences } from '../../../src/recording/replay/difference.ts'

const short = (before: unknown, after: unknown): string[] =>
  differences(before, after).map(({ kind, pointer }) => `${kind} ${pointer}`)

describe('the differences of two values', () => {
  it('tell a list from an object, empty ones too', () => {
    expect(differences([], {})).to.deep.equal([{ pointer: '', kind: 'changed', before: [], after: {} }])
    expect(areEqual({ a: {} }, { a: [] })).to.equal(false)
  })
  it('are none where only the order of keys differs', () => {
    expect(short({ a: 1, b: [1, { c: 2, d: 3 }] }, { b: [1, { d: 3, c: 2 }], a: 1 })).to.deep.equal([])
  })
  it('name what was changed, what is new and what is gone', () => {
    expect(short({ a: 1, b: { c: 1 }, d: 1 }, { a: 2, b: { c: 1, e: 1 } })).to.deep.equal([
      'changed /a',
      'appended /b/e',
      'removed /d',
    ])
  })
  it('name what was appended to a list', () =>
    expect(short([1, 2], [1, 2, 3, 4])).to.deep.equal(['appended /2', 'appended /3']))
  it('are one where one item was put into a list, or taken out', () => {
    expect(short([1, 2, 3], [1, 9, 2, 3])).to.deep.equal(['appended /1'])
    expect(short([1, 9, 2, 3], [1, 2, 3])).to.deep.equal(['removed /1'])
  })
  it('tell a list from an object, and nothing from null', () => {
    expect(short([], {})).to.deep.equal(['changed '])
    expect(short({ a: null }, { a: 0 })).to.deep.equal(['changed /a'])
    expect(short({ a: null }, {})).to.deep.equal(['removed /a'])
  })
  it('have both values', () => {
    expect(differences({ a: 'x' }, { a: 'y' })).to.deep.equal([
      { pointer: '/a', kind: 'changed', before: 'x', after: 'y' },
    ])
  })
  it('are what somebody else takes for one', () => {
    const isNear = (one: unknown, other: unknown) => Math.abs(Number(one) - Number(other)) < 1
    expect(differences([1, 2], [1.5, 4], isNear).map(({ pointer }) => pointer)).to.deep.equal(['/1'])
  })
  it('are none of a value and itself, and some of any two others', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        // Minus zero is no JSON.
        const [before, after] = [one, other].map(value => JSON.parse(JSON.stringify(value)) as unknown)
        expect(differences(before, before)).to.deep.equal([])
        const isSame = sorted(before) === sorted(after)
        expect(areEqual(before, after)).to.equal(isSame)
      }),
    )
  })
})

/** JSON with the keys of every object in one order. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inside: unknown) =>
    typeof inside === 'object' && inside !== null && !Array.isArray(inside)
      ? ['object', ...Object.entries(inside).sort(([one], [other]) => (one < other ? -1 : 1))]
      : Array.isArray(inside)
        ? ['list', ...inside]
        : inside,
  )
