/** A small council for tests of the backend: it answers, reviews and writes as one does, and knows no time. */
import { toApiError } from '../../src/anthropic/errors.ts'
import { foldStream } from '../../src/anthropic/fold.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import type {
  Council,
  CouncilEvent,
  CouncilParts,
  CouncilResult,
  Member,
  MemberAnswer,
  Role,
} from '../../src/council/types.ts'

const timing = { totalMs: 0 }

interface Sitting {
  readonly council: Council
  readonly request: MessagesRequest
  readonly parts: CouncilParts
  readonly signal: AbortSignal
}

export async function* convene(
  council: Council,
  request: MessagesRequest,
  parts: CouncilParts,
  signal: AbortSignal,
): AsyncGenerator<CouncilEvent> {
  const sitting: Sitting = { council, request, parts, signal }
  yield { at: 0, type: 'started', council }
  const answers = await Promise.all(council.members.map(member => answerOf(sitting, member)))
  signal.throwIfAborted()
  for (const answer of answers) yield { at: 0, type: 'member_ended', answer }
  const answered = answers.filter(({ status }) => status === 'answered')
  const [chairman] = council.chairmen
  if (answered.length === 0 || !chairman) {
    yield { at: 0, type: 'failed', error: answers[0]?.error ?? toApiError('nobody'), answers }
    return
  }
  if (council.mode === 'full')
    await Promise.all(answered.map(({ member }) => wordsOf(sitting, 'reviewer', member)))
  if (council.synthesizes !== false) {
    yield { at: 0, type: 'synthesis_started', by: chairman }
    for await (const event of ask(sitting, 'chairman', chairman)) yield { at: 0, type: 'event', event }
  }
  yield { at: 0, type: 'ended', result: resultOf(council, answers) }
}

const ask = ({ parts, request, signal }: Sitting, role: Role, member: Member) => {
  const { tools: _, tool_choice: __, ...rest } = request
  return parts.call({ role, member, request: { ...rest, model: member.model, stream: true }, signal })
}

async function wordsOf(sitting: Sitting, role: Role, member: Member): Promise<string> {
  const { content } = await foldStream(ask(sitting, role, member))
  return content.map(block => (block.type === 'text' ? block.text : '')).join('')
}

async function answerOf(sitting: Sitting, member: Member): Promise<MemberAnswer> {
  const common = { member, timing, suspicions: [] }
  try {
    return { ...common, status: 'answered', text: await wordsOf(sitting, 'member', member) }
  } catch (thrown) {
    return { ...common, status: 'failed', text: '', error: toApiError(thrown) }
  }
}

const resultOf = ({ mode, seed }: Council, answers: readonly MemberAnswer[]): CouncilResult => ({
  mode,
  degraded: [],
  answers,
  reviews: [],
  synthesis: { kind: 'none', basis: [] },
  text: '',
  dissent: [],
  calls: answers.length,
  dollars: { known: 0, unknownCalls: 0 },
  timing: { respondMs: 0, reviewMs: 0, synthesisMs: 0, totalMs: 0 },
  seed,
  promptVersion: 'stand-in',
})
