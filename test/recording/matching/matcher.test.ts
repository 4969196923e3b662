import { expect } from 'chai'
import type { Lane } from '../../../src/recording/matching/lanes.ts'
import { type Asking, type Candidate, Matcher, type Rung } from '../../../src/recording/matching/matcher.ts'

interface Told {
  readonly session?: string
  readonly agent?: string
  readonly side?: string
  readonly exact?: string
  readonly normal?: string
  readonly shape?: string
  readonly messages?: readonly number[]
  readonly lastResort?: boolean
}

const askingOf = ({
  session = 's',
  agent = '',
  side,
  exact = 'e',
  normal = 'n',
  shape = 's',
  messages = [],
}: Told): Asking => {
  const lane: Lane = { session, agent, ...(side !== undefined && { side }) }
  return { lane, prints: { exact, normal, shape, messages } }
}

const recording = (...told: readonly Told[]): Candidate[] =>
  told.map((one, index) => ({
    ...askingOf({ session: 'old', ...one }),
    seq: index + 1,
    isLastResort: one.lastResort === true,
  }))

/** `#1 exact`, or nothing. */
const asking = (matcher: Matcher<Candidate>) => (told: Told) => {
  const found = matcher.match(askingOf({ session: 'new', ...told }))
  return found && `#${found.candidate.seq} ${found.rung}`
}

const served = (recorded: readonly Candidate[], depth: Rung = 'shape', reuse = false) =>
  asking(new Matcher(recorded, { depth, reuse }))

/** Like no other. */
const other = (name: string): Told => ({ exact: `e ${name}`, normal: `n ${name}`, shape: `s ${name}` })

describe('the ladder', () => {
  const three = recording(
    { ...other('a'), normal: 'n' },
    { ...other('b'), exact: 'e' },
    { ...other('c'), shape: 's' },
  )

  it('takes the surest likeness and not the first one', () => {
    const ask = served(three)
    expect([ask({}), ask({}), ask({}), ask({})]).to.deep.equal([
      '#2 exact',
      '#1 normal',
      '#3 shape',
      undefined,
    ])
  })
  it('ends where it is told to', () => {
    const ask = (depth: Rung) => [1, 2, 3, 4].map(() => served(three, depth)).map(one => one(other('d')))[0]
    expect(ask('shape')).to.equal(undefined)
    expect(ask('sequence')).to.equal('#1 sequence')
    expect(served(three, 'exact')({ ...other('d'), normal: 'n' })).to.equal(undefined)
    expect(served(three, 'normal')({ ...other('d'), shape: 's' })).to.equal(undefined)
  })
  it('gives equal ones in the order in which they were recorded, each once', () => {
    const ask = served(recording({}, {}, {}))
    expect([ask({}), ask({}), ask({}), ask({})]).to.deep.equal([
      '#1 exact',
      '#2 exact',
      '#3 exact',
      undefined,
    ])
  })
  it('takes one that its client has left only where nothing else is as like', () => {
    const ask = served(recording({ lastResort: true }, {}))
    expect([ask({}), ask({})]).to.deep.equal(['#2 exact', '#1 exact'])
  })
})

describe('conversations', () => {
  it('are found by what is said, whatever their order', () => {
    const ask = served(recording({ session: 'one', ...other('a') }, { session: 'two', ...other('b') }))
    expect(ask({ session: 'x', ...other('b') })).to.equal('#2 exact')
    expect(ask({ session: 'y', ...other('a') })).to.equal('#1 exact')
  })
  it('of the same shape are taken in the order of their first use, and kept apart', () => {
    const recorded = recording(
      { session: 'one', ...other('1'), shape: 'first' },
      { session: 'two', ...other('2'), shape: 'first' },
      { session: 'two', ...other('3'), shape: 'second' },
      { session: 'one', ...other('4'), shape: 'second' },
    )
    const ask = served(recorded)
    const turn = (session: string, shape: string) => ask({ session, ...other('now'), shape })
    expect(turn('x', 'first')).to.equal('#1 shape')
    expect(turn('y', 'first')).to.equal('#2 shape')
    expect(turn('y', 'second')).to.equal('#3 shape')
    expect(turn('x', 'second')).to.equal('#4 shape')
  })
  it('of agents are those of their session, and no agent gets what the main one was told', () => {
    const ask = served(
      recording(
        { ...other('m'), shape: 'same' },
        { agent: 'a1', ...other('1'), shape: 'same' },
        {
          agent: 'a2',
          ...other('2'),
          shape: 'same',
        },
      ),
    )
    const turn = (agent: string) => ask({ agent, ...other('now'), shape: 'same' })
    expect([turn('b1'), turn('b2'), turn('b1'), turn('')]).to.deep.equal([
      '#2 shape',
      '#3 shape',
      undefined,
      '#1 shape',
    ])
  })
  it('of agents that start in another order are found by what they were told', () => {
    const matcher = new Matcher(
      recording(other('main'), { agent: 'a1', ...other('1') }, { agent: 'a2', ...other('2') }),
      { depth: 'shape' },
    )
    const ask = asking(matcher)
    expect([
      ask(other('main')),
      ask({ agent: 'b1', ...other('2') }),
      ask({ agent: 'b2', ...other('1') }),
    ]).to.deep.equal(['#1 exact', '#3 exact', '#2 exact'])
    expect(matcher.agentsOf('new')).to.deep.equal({ recorded: ['a2', 'a1'], now: ['b1', 'b2'] })
  })
  it('go on elsewhere where the same was said elsewhere', () => {
    const ask = served(
      recording(
        { session: 'one', ...other('hello') },
        { session: 'two', ...other('hello') },
        { session: 'two', ...other('more') },
        { session: 'two', ...other('end'), shape: 'end' },
      ),
    )
    expect(ask(other('hello'))).to.equal('#1 exact')
    expect(ask(other('more'))).to.equal('#3 exact')
    expect(ask({ ...other('now'), shape: 'end' })).to.equal('#4 shape')
  })
})

describe('side calls', () => {
  it('go by their kind, wherever they come', () => {
    const title = { side: 'title', ...other('title') }
    const ask = served(recording(title, other('1'), { side: 'count', ...other('count') }, other('2')))
    expect(ask(other('1'))).to.equal('#2 exact')
    expect(ask({ ...other('now'), side: 'count' })).to.equal(undefined)
    expect(ask(other('2'))).to.equal('#4 exact')
    expect(ask({ ...title, exact: 'now' })).to.equal('#1 normal')
  })
  it('decide nothing about the conversation', () => {
    const ask = served(
      recording({ session: 'one', side: 'title' }, { session: 'two', ...other('1'), shape: 'first' }),
    )
    expect(ask({ side: 'title' })).to.equal('#1 exact')
    expect(ask({ ...other('now'), shape: 'first' })).to.equal('#2 shape')
  })
})

describe('a recording that may answer again', () => {
  it('is whole for every session, and goes through equal ones before it repeats the last', () => {
    const ask = served(recording({}, {}, other('end')), 'shape', true)
    const session = (name: string) => [1, 2, 3].map(() => ask({ session: name }))
    expect(session('x')).to.deep.equal(['#1 exact', '#2 exact', '#2 exact'])
    expect(session('y')).to.deep.equal(['#1 exact', '#2 exact', '#2 exact'])
    expect(ask({ session: 'x', ...other('end') })).to.equal('#3 exact')
  })
  it('still says what nobody has asked for', () => {
    const matcher = new Matcher(recording({}, other('end')), { depth: 'shape', reuse: true })
    asking(matcher)({})
    expect(matcher.unused.map(({ seq }) => seq)).to.deep.equal([2])
  })
})

describe('one that has answered already', () => {
  const one = recording({ ...other('a'), shape: 's' })
  it('is told from one that never fitted, at the rungs that are allowed', () => {
    const matcher = new Matcher(one, { depth: 'shape' })
    const ask = askingOf({ session: 'new', ...other('b'), shape: 's' })
    expect(matcher.spent(ask)).to.equal(undefined)
    expect(asking(matcher)({ ...other('b'), shape: 's' })).to.equal('#1 shape')
    expect(matcher.spent(ask)?.seq).to.equal(1)
    expect(matcher.spent(askingOf({ session: 'new', ...other('b') }))).to.equal(undefined)
    expect(matcher.spent(askingOf({ session: 'later', ...other('c'), shape: 's' }))?.seq).to.equal(1)
    const strict = new Matcher(one, { depth: 'normal' })
    asking(strict)(other('a'))
    expect(strict.spent(ask)).to.equal(undefined)
  })
  it('answers again where it may, at every rung by which it can be told', () => {
    const ask = served(one, 'shape', true)
    const like = { ...other('b'), shape: 's' }
    expect([ask(like), ask(like), ask({ ...other('b') })]).to.deep.equal(['#1 shape', '#1 shape', undefined])
    const exact = served(recording(other('a')), 'exact', true)
    expect([exact(other('a')), exact({ ...other('b'), normal: 'n a' })]).to.deep.equal([
      '#1 exact',
      undefined,
    ])
  })
})

describe('the nearest', () => {
  it('is the one that begins the same way for longest, then the one of the same length, then an unused one', () => {
    const matcher = new Matcher(
      recording(
        { ...other('1'), messages: [1, 2, 9] },
        { ...other('2'), messages: [1, 2, 3, 9, 9] },
        { ...other('3'), messages: [1, 2, 3, 9] },
        { ...other('4'), messages: [1, 2, 3, 8] },
      ),
      { depth: 'shape' },
    )
    const nearest = () => matcher.nearest(askingOf({ session: 'new', messages: [1, 2, 3, 4] }))?.seq
    expect(nearest()).to.equal(3)
    asking(matcher)(other('3'))
    expect(nearest()).to.equal(4)
  })
  it('is of the same kind', () => {
    const matcher = new Matcher(recording({ side: 'title' }, { agent: 'a' }), { depth: 'shape' })
    expect(matcher.nearest(askingOf({}))).to.equal(undefined)
    expect(matcher.nearest(askingOf({ agent: 'b' }))?.seq).to.equal(2)
  })
})
