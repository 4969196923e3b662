import { expect } from 'chai'
import fc from 'fast-check'
import { aggregate } from '../../../src/council/review/aggregate.ts'
import { type Council, dimensions, type Ranking, type Review } from '../../../src/council/types.ts'
import { answer, council, member, review } from '../../support/judged.ts'

const names = Array.from({ length: 30 }, (_, index) => `m${index}`)

interface Given {
  readonly ids: readonly string[]
  readonly reviews: readonly Review[]
  readonly priors: Readonly<Record<string, number>>
}

const count = ({ ids, reviews, priors }: Given, other: Partial<Council> = {}): Ranking | undefined =>
  aggregate(
    reviews,
    ids.map(id => answer(id)),
    council(
      ids.map(id => member(id)),
      { priors, ...other },
    ),
  )

const scores = fc.record(Object.fromEntries(dimensions.map(name => [name, fc.integer({ min: 1, max: 5 })])), {
  requiredKeys: [],
})

/** An order of some of the answers, with ties. */
const orderOf = (ids: readonly string[]): fc.Arbitrary<readonly (readonly string[])[]> =>
  fc
    .tuple(
      fc.shuffledSubarray([...ids]),
      fc.array(fc.boolean(), { minLength: ids.length, maxLength: ids.length }),
    )
    .map(([listed, isTied]) => {
      const starts = listed.flatMap((_, index) => (index > 0 && isTied[index] ? [] : [index]))
      return starts.map((start, group) => listed.slice(start, starts[group + 1]))
    })

const reviewOf = (ids: readonly string[], name: string): fc.Arbitrary<Review> =>
  fc
    .record({
      order: orderOf(ids),
      scores: fc.dictionary(fc.constantFrom(...ids), scores),
      flaws: fc.dictionary(fc.constantFrom(...ids), fc.constant('It is wrong.'), { maxKeys: 2 }),
      isContradictory: fc.boolean(),
      status: fc.constantFrom('given', 'partial', 'repaired', 'abstained', 'failed', 'late'),
      family: fc.constantFrom('m0', 'm1', 'other'),
    })
    .map(({ order, family, ...other }) => review(name, order, { ...other, reviewer: member(name, family) }))

const given: fc.Arbitrary<Given> = fc.integer({ min: 1, max: 8 }).chain(size => {
  const ids = names.slice(0, size)
  return fc.record({
    ids: fc.constant(ids),
    reviews: fc
      .integer({ min: 0, max: 7 })
      .chain(many => fc.tuple(...names.slice(0, many).map(name => reviewOf(ids, `by ${name}`)))),
    priors: fc.dictionary(fc.constantFrom(...ids), fc.double({ min: -2, max: 2, noNaN: true })),
  })
})

const scoreOf = (ranking: Ranking | undefined, id: string): number =>
  ranking?.places.find(place => place.member === id)?.score ?? Number.NaN

/** The same with every id replaced, and the answers listed in another order. */
function renamed({ ids, reviews, priors }: Given, nameOf: (id: string) => string): Given {
  const keys = <Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
    Object.fromEntries(Object.entries(record).map(([id, value]) => [nameOf(id), value]))
  const reviewer = ({ id, family }: Review['reviewer']) =>
    member(id, names.includes(family) ? nameOf(family) : family)
  return {
    ids: ids.map(nameOf),
    priors: keys(priors),
    reviews: reviews.map(each => ({
      ...each,
      reviewer: reviewer(each.reviewer),
      order: each.order.map(group => group.map(nameOf)),
      scores: keys(each.scores),
      flaws: keys(each.flaws),
    })),
  }
}

/** With `id` one place further up in the order of one review. */
function raised(one: Review, id: string): Review {
  const place = one.order.findIndex(group => group.includes(id))
  const group = one.order[place] ?? []
  if (place < 0) return one
  const others = group.filter(each => each !== id)
  if (others.length > 0) {
    return { ...one, order: [...one.order.slice(0, place), [id], others, ...one.order.slice(place + 1)] }
  }
  if (place === 0) return one
  const before = [...(one.order[place - 1] ?? []), id]
  return { ...one, order: [...one.order.slice(0, place - 1), before, ...one.order.slice(place + 1)] }
}

describe('the count of all reviews', () => {
  it('is neutral: other names, in another order, have the same scores', () => {
    fc.assert(
      fc.property(given, each => {
        const nameOf = (id: string): string => `renamed ${id}`
        const before = count(each)
        const other = renamed(each, nameOf)
        const after = count({ ...other, ids: [...other.ids].reverse() })
        for (const id of each.ids) {
          if (before) expect(scoreOf(after, nameOf(id))).to.be.closeTo(scoreOf(before, id), 1e-7)
        }
        expect(after?.confidence).to.equal(before?.confidence)
      }),
    )
  })
  it('is anonymous: it does not matter whose review comes first', () => {
    fc.assert(
      fc.property(given, each => {
        const before = count(each)
        const after = count({ ...each, reviews: [...each.reviews].reverse() })
        for (const id of each.ids) {
          if (before) expect(scoreOf(after, id)).to.be.closeTo(scoreOf(before, id), 1e-7)
        }
        expect(after?.isContested).to.equal(before?.isContested)
      }),
    )
  })
  it('is monotone: who is put higher by one does not lose by it', () => {
    fc.assert(
      fc.property(given, fc.nat(), fc.nat(), (each, which, whom) => {
        const id = each.ids[whom % each.ids.length] ?? ''
        const reviews = each.reviews.map((one, index) =>
          index === which % each.reviews.length ? raised(one, id) : one,
        )
        const [before, after] = [count(each), count({ ...each, reviews })]
        if (!before || !after) return
        const place = (ranking: Ranking): number => ranking.places.findIndex(({ member: one }) => one === id)
        expect(scoreOf(after, id)).to.be.at.least(scoreOf(before, id) - 1e-7)
        expect(place(after)).to.be.at.most(place(before))
      }),
    )
  })
  it('is unanimous: what all put first wins, and what all put before another stands before it', () => {
    const orders = fc.array(fc.shuffledSubarray(names.slice(0, 6), { minLength: 6 }), {
      minLength: 2,
      maxLength: 6,
    })
    fc.assert(
      fc.property(orders, lists => {
        const reviews = lists.map((list, index) =>
          review(`r${index}`, [['x'], ...list.map(id => [id]), ['y']]),
        )
        const places = count({ ids: [...names.slice(0, 6), 'y', 'x'], reviews, priors: {} })?.places
        expect(places?.[0]?.member).to.equal('x')
        expect(places?.at(-1)?.member).to.equal('y')
        for (const one of names.slice(0, 6)) {
          for (const other of names.slice(0, 6)) {
            if (!lists.every(list => list.indexOf(one) < list.indexOf(other))) continue
            const order = places?.map(place => place.member) ?? []
            expect(order.indexOf(one)).to.be.below(order.indexOf(other))
          }
        }
      }),
    )
  })
  it('counts who abstained, failed or was late as if never asked', () => {
    fc.assert(
      fc.property(given, each => {
        const asked = each.reviews.filter(({ status }) => ['given', 'partial', 'repaired'].includes(status))
        expect(count(each)).to.deep.equal(count({ ...each, reviews: asked }))
      }),
    )
  })
  it('is bounded, complete, in order, and a number everywhere', () => {
    fc.assert(
      fc.property(given, each => {
        const ranking = count(each)
        if (!ranking) return
        expect(ranking.places.map(place => place.member)).to.have.members(each.ids)
        for (const [index, { score, borda, z, ballots, firsts, flaws }] of ranking.places.entries()) {
          expect(Math.abs(score)).to.be.at.most(2 + Math.sqrt(each.ids.length) + 4)
          expect(borda ?? 0).to.be.within(0, 1)
          expect(Math.abs(z ?? 0)).to.be.at.most(Math.sqrt(each.ids.length))
          for (const number of [ballots, firsts, flaws]) expect(number).to.be.within(0, each.reviews.length)
          expect(score).to.be.at.least(ranking.places[index + 1]?.score ?? score)
        }
        expect(ranking.agreement ?? 0).to.be.within(0, 1)
      }),
    )
  })
})

describe('a ranking', () => {
  const threeSay = (
    order: readonly (readonly string[])[],
    ids: readonly string[],
    other: Partial<Review> = {},
  ) => count({ ids, reviews: ['x', 'y', 'z'].map(name => review(name, order, other)), priors: {} })

  it('needs two ballots', () => {
    const one = review('x', [['m0'], ['m1']])
    expect(count({ ids: ['m0', 'm1'], reviews: [one], priors: {} })).to.equal(undefined)
    expect(
      count({ ids: ['m0', 'm1'], reviews: [one, review('y', [], { status: 'abstained' })], priors: {} }),
    ).to.equal(undefined)
    expect(count({ ids: ['m0', 'm1'], reviews: [], priors: {} })).to.equal(undefined)
  })
  it('is made of one answer, of two, and of thirty', () => {
    expect(threeSay([['m0']], ['m0'])?.places[0]).to.deep.include({
      member: 'm0',
      borda: null,
      z: null,
      score: 0,
    })
    expect(threeSay([['m1'], ['m0']], ['m0', 'm1'])?.places.map(place => place.member)).to.deep.equal([
      'm1',
      'm0',
    ])
    const backwards = [...names].reverse()
    const thirty = threeSay(
      backwards.map(id => [id]),
      names,
    )
    expect(thirty?.places.map(place => place.member)).to.deep.equal(backwards)
    expect(thirty).to.deep.include({ agreement: 1, confidence: 'high', isContested: false })
  })
  it('does not take what nobody compared for the last', () => {
    const places = threeSay([['m0'], ['m1']], ['m0', 'm1', 'm2'])?.places
    expect(places?.map(place => place.member)).to.deep.equal(['m0', 'm2', 'm1'])
    expect(places?.[1]).to.deep.include({ borda: null, ballots: 0 })
  })
  it('breaks ties by scores, flaws, what was thought before, and at last by the list', () => {
    const order = (other: Partial<Review>, priors = {}) =>
      count({
        ids: ['m0', 'm1'],
        reviews: ['x', 'y'].map(name => review(name, [['m0', 'm1']], other)),
        priors,
      })?.places.map(place => place.member)
    expect(order({})).to.deep.equal(['m0', 'm1'])
    expect(order({ flaws: { m0: 'Wrong.' } })).to.deep.equal(['m1', 'm0'])
    expect(order({ scores: { m0: { correct: 1 }, m1: { correct: 2 } } })).to.deep.equal(['m1', 'm0'])
    expect(order({}, { m1: 0.1 })).to.deep.equal(['m1', 'm0'])
    expect(order({}, { m1: Number.NaN })).to.deep.equal(['m0', 'm1'])
  })
  it('listens less to who contradicts itself, and to families that praise themselves', () => {
    const two = (other: Partial<Review>) => [
      review('x', [['m0'], ['m1']], other),
      review('y', [['m1'], ['m0']]),
    ]
    const winner = (reviews: readonly Review[]) =>
      count({ ids: ['m0', 'm1'], reviews, priors: {} })?.places[0]?.member
    expect(winner(two({}))).to.equal('m0')
    expect(winner(two({ isContradictory: true }))).to.equal('m1')
    expect(winner(two({ reviewer: member('x', 'm0') }))).to.equal('m1')
  })
  it('is contested where a fair count has another winner', () => {
    const favoured = { m0: 5 }
    const reviews = ['x', 'y', 'z'].map(name => review(name, [['m1'], ['m0']]))
    expect(count({ ids: ['m0', 'm1'], reviews, priors: {} })?.isContested).to.equal(false)
    const noisy = [...reviews, review('v', [['m0'], ['m1']]), review('w', [['m0'], ['m1']])]
    const ranking = count({ ids: ['m0', 'm1'], reviews: noisy, priors: favoured })
    expect(ranking?.places[0]?.member).to.equal('m0')
    expect(ranking?.isContested).to.equal(true)
  })
})
