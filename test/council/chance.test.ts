/** Councils of any members, speeds and failures: whatever happens, it comes to an end that is legal and honest. */
import { expect } from 'chai'
import fc from 'fast-check'
import { AuthenticationError, InternalError, OverloadedError } from '../../src/anthropic/errors.ts'
import { fold } from '../../src/anthropic/fold.ts'
import { type Council, councilModes } from '../../src/council/types.ts'
import {
  ballot,
  closing,
  councilOf,
  member,
  opening,
  type Sat,
  ScriptedModels,
  type Speech,
  says,
  sitting,
  textStart,
  words,
} from '../support/council.ts'
import { assertLegalStream } from '../support/streams.ts'

type Way = 'well' | 'refused' | 'unknown' | 'silent' | 'deaf' | 'cut' | 'empty' | 'refusal' | 'overloaded'

const speechOf = (way: Way, text: string, ms: number): Speech => {
  switch (way) {
    case 'well':
      return says(text, ms, ms / 2)
    case 'refused':
      return [ms, new InternalError('connect ECONNREFUSED')]
    case 'unknown':
      return [ms, new AuthenticationError('bad key', { shouldRetry: false })]
    case 'silent':
      return [ms, ...opening(), 'silence']
    case 'deaf':
      return ['deaf']
    case 'cut':
      return [ms, ...opening(), textStart(), words(text)]
    case 'empty':
      return [ms, ...opening(), ...closing()]
    case 'refusal':
      return [ms, ...opening(), ...closing('refusal')]
    case 'overloaded':
      return [ms, ...opening(), textStart(), words(text), new OverloadedError('busy')]
  }
}

const way = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Way>('well') },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Way>(
      'refused',
      'unknown',
      'silent',
      'deaf',
      'cut',
      'empty',
      'refusal',
      'overloaded',
    ),
  },
)
/** What models do, one call after the other, for as many calls as any council makes. */
const fates = fc.array(fc.record({ way, ms: fc.integer({ min: 0, max: 90_000 }) }), {
  minLength: 60,
  maxLength: 60,
})
const councils = fc
  .record({
    members: fc.integer({ min: 1, max: 6 }),
    chairmen: fc.integer({ min: 0, max: 2 }),
    mode: fc.constantFrom(...councilModes),
    callMs: fc.integer({ min: 1, max: 120_000 }),
    deadlineMs: fc.option(fc.integer({ min: 1, max: 200_000 }), { nil: undefined }),
    quorum: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
    maxDollars: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
    synthesizes: fc.boolean(),
  })
  .map(({ members, chairmen, deadlineMs, quorum, maxDollars, ...rest }): Council => {
    const council = councilOf(members, rest)
    return {
      ...council,
      chairmen: ['x', 'y'].slice(0, chairmen).map(id => member(id)),
      ...(deadlineMs !== undefined && { deadlineMs }),
      ...(quorum !== undefined && { quorum }),
      ...(maxDollars !== undefined && { maxDollars }),
    }
  })

describe('a council of chance', () => {
  it('comes to an end in time, with a legal answer of one author, and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(councils, fates, async (council, fate) => {
        const models: ScriptedModels = new ScriptedModels(({ role, member: { id } }) => {
          const { way, ms } = fate[models.calls.length - 1] ?? { way: 'well', ms: 1 }
          const text =
            role === 'reviewer' ? ballot(...council.members.map(each => each.id)) : `${role} ${id} says`
          return speechOf(way, text, ms)
        })
        const done = await sitting(council, models)
        judge(done, council, models)
      }),
      { seed: 20_261_126, numRuns: 400 },
    )
  })
})

function judge({ result, failed, told, events }: Sat, council: Council, models: ScriptedModels): void {
  expect(events.map(({ at }) => at)).to.deep.equal(
    events.map(({ at }) => at).toSorted((one, other) => one - other),
  )
  if (council.deadlineMs !== undefined) expect(models.clock.now()).to.be.at.most(council.deadlineMs)
  const count = council.members.length
  // Each of them twice at most, reviews with a repair besides.
  expect(models.calls.length).to.be.at.most(2 * count + 4 * count + 2 * council.chairmen.length)
  if (failed) {
    expect(result).to.equal(undefined)
    return
  }
  expect(result?.calls).to.equal(models.calls.length)
  if (council.synthesizes === false) {
    expect(told).to.deep.equal([])
    expect(result?.synthesis.kind).to.equal('none')
    return
  }
  assertLegalStream(told)
  expect(fold(told)).to.deep.equal(result?.message)
  const { kind, by } = result?.synthesis ?? expect.fail('no result')
  // Whose words they are is said, and it is true.
  expect(result?.text).to.equal(`${kind === 'chairman' ? 'chairman' : 'member'} ${by} says`)
}
