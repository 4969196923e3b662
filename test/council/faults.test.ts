/** Each fault, of each role, in each mode: what comes of it, and that nothing hangs and nothing is left. */
import { expect } from 'chai'
import {
  AuthenticationError,
  InternalError,
  OverloadedError,
  RateLimitError,
} from '../../src/anthropic/errors.ts'
import type { CouncilCall, CouncilMode } from '../../src/council/types.ts'
import {
  closing,
  councilOf,
  healthy,
  opening,
  type Sat,
  type Script,
  ScriptedModels,
  type Speech,
  sitting,
  textStart,
  words,
} from '../support/council.ts'
import { assertLegalStream } from '../support/streams.ts'

const faults = {
  'a connection that is refused': () => [5, new InternalError('connect ECONNREFUSED')],
  'a key that is refused': () => [5, new AuthenticationError('bad key', { shouldRetry: false })],
  'too many requests': () => [5, new RateLimitError('slow down', { retryAfter: 2 })],
  'too many requests for a minute': () => [5, new RateLimitError('slow down', { retryAfter: 60 })],
  'a server that breaks': () => [5, new InternalError('oops')],
  silence: () => ['silence'],
  'silence that hears no signal': () => ['deaf'],
  'silence after the first words': () => [5, ...opening(), textStart(), words('I'), 'silence'],
  'a stream that is cut': () => [5, ...opening(), textStart(), words('I'), words(' think')],
  'a stream that ends before it begins': () => [5],
  'a stream that never ends': endless,
  'pings that never end': pings,
  'an empty answer': () => [5, ...opening(), ...closing()],
  'an answer of spaces': () => [
    5,
    ...opening(),
    textStart(),
    words(' \n'),
    { type: 'content_block_stop', index: 0 },
    ...closing(),
  ],
  'a refusal': () => [5, ...opening(), ...closing('refusal')],
  'an error in the stream': () => [
    5,
    ...opening(),
    textStart(),
    words('I'),
    new OverloadedError('overloaded'),
  ],
} as const satisfies Readonly<Record<string, () => Speech>>
type Fault = keyof typeof faults

function* endless(): Generator<ReturnType<typeof words> | number> {
  yield* opening() as Iterable<never>
  yield textStart() as never
  for (;;) {
    yield 1_000
    yield words('more ')
  }
}

function* pings(): Generator<never> {
  yield* opening() as Iterable<never>
  for (;;) {
    yield 1_000 as never
    yield { type: 'ping' } as never
  }
}

/** Those that show words before they fail. */
const shown: ReadonlySet<Fault> = new Set<Fault>([
  'silence after the first words',
  'a stream that is cut',
  'a stream that never ends',
  'an error in the stream',
])
/** What a whole council of them is for the client. */
const statusOfAll: Readonly<Partial<Record<Fault, number>>> = {
  'a key that is refused': 401,
  'too many requests': 429,
  'too many requests for a minute': 429,
  'a refusal': 400,
}
/** Asked once more. */
const retried: ReadonlySet<Fault> = new Set<Fault>([
  'a connection that is refused',
  'too many requests',
  'a server that breaks',
  'a stream that is cut',
  'a stream that ends before it begins',
  'an error in the stream',
])

interface Case {
  readonly who: string
  readonly mode: CouncilMode
  readonly isFaulty: (call: CouncilCall) => boolean
  readonly expected: (fault: Fault) => string
}

const isOf = (role: CouncilCall['role'], id?: string) => (call: CouncilCall) =>
  call.role === role && (id === undefined || call.member.id === id)
const broken = (fault: Fault, otherwise: string): string => (shown.has(fault) ? 'broken' : otherwise)

const cases: readonly Case[] = [
  { who: 'one member', mode: 'full', isFaulty: isOf('member', 'b'), expected: () => 'chairman' },
  { who: 'one member', mode: 'fast', isFaulty: isOf('member', 'b'), expected: () => 'chairman' },
  {
    who: 'the first member',
    mode: 'race',
    isFaulty: isOf('member', 'a'),
    expected: fault => broken(fault, 'race'),
  },
  { who: 'the second member', mode: 'race', isFaulty: isOf('member', 'b'), expected: () => 'race' },
  { who: 'all members', mode: 'full', isFaulty: isOf('member'), expected: () => 'failed' },
  { who: 'all members', mode: 'fast', isFaulty: isOf('member'), expected: () => 'failed' },
  { who: 'all members', mode: 'race', isFaulty: isOf('member'), expected: fault => broken(fault, 'failed') },
  { who: 'one reviewer', mode: 'full', isFaulty: isOf('reviewer', 'b'), expected: () => 'chairman' },
  { who: 'all reviewers', mode: 'full', isFaulty: isOf('reviewer'), expected: () => 'chairman' },
  {
    who: 'the chairman',
    mode: 'full',
    isFaulty: isOf('chairman'),
    expected: fault => broken(fault, 'top_ranked'),
  },
  {
    who: 'the chairman',
    mode: 'fast',
    isFaulty: isOf('chairman'),
    expected: fault => broken(fault, 'top_ranked'),
  },
  { who: 'everybody', mode: 'full', isFaulty: () => true, expected: () => 'failed' },
]

describe('a council in which something fails', () => {
  const strays: unknown[] = []
  const stray = (reason: unknown): void => {
    strays.push(reason)
  }
  before(() => {
    process.on('unhandledRejection', stray)
  })
  after(() => {
    process.off('unhandledRejection', stray)
  })

  for (const { who, mode, isFaulty, expected } of cases) {
    for (const fault of Object.keys(faults) as Fault[]) {
      const outcome = expected(fault)
      it(`in mode ${mode}: ${who} with ${fault} makes it ${outcome}`, async () => {
        const models = new ScriptedModels(scriptOf(isFaulty, fault))
        // It throws where it hangs, and where it leaves a call or an alarm.
        const done = await sitting(councilOf(3, { mode }), models)
        expect(kindOf(done)).to.equal(outcome)
        if (outcome === 'failed') expect(done.failed?.error.status).to.equal(statusOfAll[fault] ?? 529)
        judgeTold(done)
        judgeTries(models, isFaulty, fault, mode)
        expect(strays).to.deep.equal([])
      })
    }
  }
})

const scriptOf =
  (isFaulty: Case['isFaulty'], fault: Fault): Script =>
  (call, nth) =>
    isFaulty(call) ? faults[fault]() : healthy()(call, nth)

const kindOf = ({ result, failed, told }: Sat): string => {
  if (failed) return told.length > 0 ? 'broken' : 'failed'
  return result?.synthesis.kind ?? 'nothing'
}

function judgeTold({ result, told, events }: Sat): void {
  expect(['ended', 'failed']).to.include(events.at(-1)?.type)
  if (!result) return
  assertLegalStream(told)
  expect(result.text).not.to.equal('')
  // In a race nobody misses a member that was not needed.
  if (result.synthesis.kind !== 'race') expect(result.degraded).not.to.deep.equal([])
}

/** Nobody is asked twice for what will not change, and nobody more than twice. */
function judgeTries(
  models: ScriptedModels,
  isFaulty: Case['isFaulty'],
  fault: Fault,
  mode: CouncilMode,
): void {
  const tries = new Map<string, number>()
  for (const call of models.calls.filter(isFaulty)) {
    const key = `${call.role}:${call.member.id}`
    tries.set(key, (tries.get(key) ?? 0) + 1)
  }
  for (const [key, count] of tries) {
    const isShown = key.startsWith('chairman') && shown.has(fault)
    const isRetried = mode !== 'race' && retried.has(fault) && !isShown
    expect(count, key).to.equal(isRetried ? 2 : 1)
  }
}
