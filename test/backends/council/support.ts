/** Councils whose events a test scripts, and the gateway around them. */
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import type { Convene, CouncilBackendOptions } from '../../../src/backends/council/index.ts'
import { council } from '../../../src/backends/council/index.ts'
import type { Backend, Call } from '../../../src/core/backend.ts'
import { silentLog } from '../../../src/core/log.ts'
import type {
  Council,
  CouncilEvent,
  CouncilParts,
  CouncilResult,
  Member,
  MemberAnswer,
  Review,
} from '../../../src/council/types.ts'
import type { Wire } from '../../../src/wire/http.ts'

export const memberOf = (id: string): Member => ({ id, model: id, family: id })
export const members = ['one:a', 'two:b', 'three:c'].map(memberOf)

export const aCouncil = (more: Partial<Council> = {}): Council => ({
  mode: 'full',
  members,
  chairmen: members.slice(0, 1),
  callMs: 1_000,
  seed: 'seed',
  ...more,
})

export const answerOf = (id: string, text: string, more: Partial<MemberAnswer> = {}): MemberAnswer => ({
  member: memberOf(id),
  status: 'answered',
  text,
  timing: { totalMs: 1_000 },
  suspicions: [],
  ...more,
})

export const failureOf = (id: string): MemberAnswer => answerOf(id, '', { status: 'failed' })

export const reviewBy = (id: string, more: Partial<Review> = {}): Review => ({
  reviewer: memberOf(id),
  status: 'given',
  order: [],
  scores: {},
  flaws: {},
  suspected: [],
  critiques: {},
  shown: [],
  isContradictory: false,
  timing: { totalMs: 2_000 },
  ...more,
})

export const resultOf = (
  answers: readonly MemberAnswer[],
  more: Partial<CouncilResult> = {},
): CouncilResult => ({
  mode: 'full',
  degraded: [],
  answers,
  reviews: [],
  synthesis: { kind: 'none', basis: [] },
  text: '',
  dissent: [],
  calls: answers.length,
  dollars: { known: 0, unknownCalls: 0 },
  timing: { respondMs: 0, reviewMs: 0, synthesisMs: 0, totalMs: 0 },
  seed: 'seed',
  promptVersion: '1',
  ...more,
})

type Untimed<Event> = Event extends { readonly at: number } ? Omit<Event, 'at'> : never
export type Told = Untimed<CouncilEvent>

export const told = (events: readonly Told[]): readonly CouncilEvent[] =>
  events.map(event => ({ ...event, at: 0 }) as CouncilEvent)

export interface Convened {
  readonly council: Council
  readonly request: MessagesRequest
  readonly parts: CouncilParts
  readonly signal: AbortSignal
}

export interface ScriptedConvene {
  readonly convene: Convene
  /** Councils that have been convened. */
  readonly convened: readonly Convened[]
}

/** Tells the same events of each council. */
export function scripted(events: readonly Told[]): ScriptedConvene {
  const convened: Convened[] = []
  return {
    convened,
    async *convene(council, request, parts, signal) {
      convened.push({ council, request, parts, signal })
      yield* told(events)
    },
  }
}

export const advising = (answers: readonly MemberAnswer[], more: Partial<CouncilResult> = {}): Told[] => [
  { type: 'started', council: aCouncil() },
  ...answers.map((answer): Told => ({ type: 'member_ended', answer })),
  { type: 'ended', result: resultOf(answers, more) },
]

export const backendWith = (options: Partial<CouncilBackendOptions>): Backend =>
  council({ council: aCouncil(), convene: scripted([]).convene, ...options })({
    name: 'council',
    wire: undefined as unknown as Wire,
    log: silentLog,
  })

/** Answers for the models behind a council, and notes what they were asked. */
export function recording(source: (request: MessagesRequest, call: Call) => ReturnType<Backend['stream']>) {
  const asked: MessagesRequest[] = []
  const backends = ['one', 'two', 'three'].map(
    (name): Backend => ({
      name,
      stream(request, call) {
        asked.push(request)
        return source({ ...request, model: `${name}:${request.model}` }, call)
      },
      countTokens: async request => ({ inputTokens: request.messages.length, estimated: false }),
    }),
  )
  return { asked, backends }
}

/** A turn of an agent. */
export const agentRequest = (
  messages: MessagesRequest['messages'],
  more: Partial<MessagesRequest> = {},
): MessagesRequest => ({
  model: 'claude-opus-5-5',
  max_tokens: 1_000,
  stream: true,
  tools: [{ name: 'Bash', description: 'Runs a command. And more.', input_schema: { type: 'object' } }],
  messages,
  ...more,
})

export const longWords =
  'please look into why the login page of the shop forgets who people are after they have paid'

export const clientHeaders = {
  'user-agent': 'claude-cli/2.1.332 (external, cli)',
  'x-claude-code-session-id': '00000000-0000-4000-8000-000000000000',
}
