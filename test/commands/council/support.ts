/** Councils that are scripted: members, what they answer, and what happens. */
import { Chalk } from 'chalk'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { unfold } from '../../../src/anthropic/unfold.ts'
import type { Convene } from '../../../src/commands/council/run.ts'
import type {
  Council,
  CouncilEvent,
  CouncilResult,
  Member,
  MemberAnswer,
  Place,
  Ranking,
  Review,
} from '../../../src/council/types.ts'
import { messageOf } from '../../support/gateway.ts'

export const plain = new Chalk({ level: 0 })

export const memberOf = (name: string, more: Partial<Member> = {}): Member => ({
  id: `sim:${name}`,
  model: `sim:${name}`,
  family: `sim ${name}`,
  ...more,
})

export const councilWith = (more: Partial<Council> = {}): Council => {
  const members = more.members ?? [memberOf('a'), memberOf('b'), memberOf('c')]
  return { mode: 'full', members, chairmen: members.slice(0, 1), callMs: 120_000, seed: 's', ...more }
}

export const answerOf = (name: string, more: Partial<MemberAnswer> = {}): MemberAnswer => {
  const text = `${name} answers`
  const message = messageOf(text)
  return {
    member: memberOf(name),
    status: 'answered',
    message,
    text,
    usage: { input_tokens: 1_200, output_tokens: 300 },
    dollars: 0.0123,
    timing: { firstMs: 400, totalMs: 2_100 },
    suspicions: [],
    ...more,
  }
}

/** Without message and usage. */
export const lackOf = (name: string, status: MemberAnswer['status'], more: Partial<MemberAnswer> = {}) => {
  const { message: _, usage: __, dollars: ___, ...rest } = answerOf(name)
  return { ...rest, status, text: '', ...more }
}

export const reviewOf = (name: string, more: Partial<Review> = {}): Review => ({
  reviewer: memberOf(name),
  status: 'given',
  order: [['sim:b'], ['sim:a', 'sim:c']],
  scores: { 'sim:b': { correct: 5, complete: 4 } },
  flaws: {},
  suspected: [],
  critiques: { 'sim:b': 'Right, and short' },
  shown: [],
  isContradictory: false,
  usage: { input_tokens: 2_000, output_tokens: 100 },
  timing: { totalMs: 3_000 },
  ...more,
})

const placeOf = (name: string, borda: number): Place => ({
  member: `sim:${name}`,
  score: borda,
  borda,
  z: null,
  ballots: 3,
  firsts: name === 'b' ? 3 : 0,
  flaws: 0,
})

export const rankingOf = (more: Partial<Ranking> = {}): Ranking => ({
  places: [placeOf('b', 0.9), placeOf('a', 0.4), placeOf('c', 0.2)],
  agreement: 0.78,
  confidence: 'medium',
  isContested: false,
  ...more,
})

export const resultOf = (more: Partial<CouncilResult> = {}): CouncilResult => ({
  mode: 'full',
  degraded: [],
  answers: [answerOf('a'), answerOf('b'), answerOf('c')],
  reviews: [reviewOf('a'), reviewOf('b')],
  ranking: rankingOf(),
  synthesis: { kind: 'chairman', by: 'sim:a', basis: ['sim:a', 'sim:b', 'sim:c'] },
  message: messageOf('All in all'),
  text: 'All in all',
  dissent: [],
  calls: 7,
  dollars: { known: 0.05, unknownCalls: 0 },
  timing: { respondMs: 2_100, reviewMs: 3_000, synthesisMs: 1_000, totalMs: 6_100 },
  seed: 's',
  promptVersion: '1',
  ...more,
})

/** Without a time. */
type Happening = CouncilEvent extends infer Event
  ? Event extends CouncilEvent
    ? Omit<Event, 'at'>
    : never
  : never

/** A second apart. */
export const timed = (happenings: readonly Happening[]): readonly CouncilEvent[] =>
  happenings.map((happening, index) => ({ at: index * 1_000, ...happening }) as CouncilEvent)

export const eventsOfText = (text: string): readonly StreamEvent[] => [...unfold(messageOf(text))]

/** All that happens when all goes well. */
export function goodCourse(council = councilWith(), result = resultOf()): readonly CouncilEvent[] {
  return timed([
    { type: 'started', council },
    ...council.members.map(member => ({ type: 'member_started' as const, member })),
    ...council.members.map(member => ({ type: 'member_began' as const, member })),
    ...result.answers.map(answer => ({ type: 'member_ended' as const, answer })),
    { type: 'quorum', answered: 2, of: 3 },
    ...result.reviews.map(({ reviewer }) => ({ type: 'review_started' as const, reviewer })),
    ...result.reviews.map(review => ({ type: 'review_ended' as const, review })),
    ...(result.ranking ? [{ type: 'ranked' as const, ranking: result.ranking }] : []),
    { type: 'synthesis_started', by: memberOf('a') },
    ...eventsOfText(result.text).map(event => ({ type: 'event' as const, event })),
    { type: 'ended', result },
  ])
}

export const scripted = (events: readonly CouncilEvent[]): Convene =>
  async function* () {
    yield* events
  }
