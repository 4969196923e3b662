/** The first stage: every member answers the client's question for itself. */
import { InternalError } from '../anthropic/errors.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import { type Asked, ask } from './ask.ts'
import { collect, type Task, usualQuorum } from './collect.ts'
import { emptyAnswer, refusedAnswer, shortcomingOf } from './failures.ts'
import type { Sitting } from './sitting.ts'
import type { Member, MemberAnswer } from './types.ts'
import { faultOfAnswer, textOf } from './words.ts'

/** The client's own request for a member, streamed; without its tools where words are wanted and nobody would run them. */
export function requestFor(
  member: Member,
  request: MessagesRequest,
  tools: 'kept' | 'dropped',
): MessagesRequest {
  const { tools: _, tool_choice: __, ...rest } = request
  return {
    ...(tools === 'kept' ? request : rest),
    model: member.model,
    stream: true,
    ...(member.temperature !== undefined && { temperature: member.temperature }),
  }
}

/** In the order of the members. */
export async function respond(sitting: Sitting, endsAt: number): Promise<readonly MemberAnswer[]> {
  const { members } = sitting.council
  const quorum = Math.min(sitting.council.quorum ?? usualQuorum(members.length), members.length)
  const answers = await collect(
    sitting,
    members.map(
      (member): Task<MemberAnswer> =>
        signal =>
          answerOf(sitting, member, signal),
    ),
    {
      quorum,
      counts: ({ status }) => status === 'answered',
      required: members.flatMap(({ isRequired }, index) => (isRequired ? [index] : [])),
      endsAt,
      onQuorum: answered => sitting.tell({ type: 'quorum', answered, of: members.length }),
    },
  )
  for (const answer of answers) {
    if (answer.status !== 'answered') sitting.degraded.push(`${answer.member.id} ${shortcomingOf(answer)}`)
  }
  const answered = answers.filter(({ status }) => status === 'answered').length
  if (answered > 0 && answered < quorum) {
    sitting.degraded.push(`${answered} of ${members.length} members answered: the quorum is ${quorum}`)
  }
  return answers
}

async function answerOf(sitting: Sitting, member: Member, signal: AbortSignal): Promise<MemberAnswer> {
  sitting.tell({ type: 'member_started', member })
  const asked = await ask(sitting, {
    role: 'member',
    member,
    request: requestFor(member, sitting.request, 'dropped'),
    limitMs: sitting.council.callMs,
    signal,
    onFirst: () => sitting.tell({ type: 'member_began', member }),
  })
  const answer = answerFrom(sitting, member, asked)
  sitting.tell({ type: 'member_ended', answer })
  return answer
}

/** What a member has said, or why not. Where `tools` will do, calls of tools are an answer too. */
export function answerFrom(
  sitting: Sitting,
  member: Member,
  asked: Asked,
  wanted: 'text' | 'tools' = 'text',
): MemberAnswer {
  const { message, usage, dollars, timing } = asked
  const known = { ...(usage && { usage }), ...(dollars !== undefined && { dollars }), timing }
  const fault = message && wanted === 'text' ? faultOfAnswer(message) : undefined
  if (!message || fault) return { member, text: '', suspicions: [], ...known, ...shortcomingIn(asked, fault) }
  const text = textOf(message)
  const suspicions = sitting.judging.suspicionsIn(text)
  return { member, status: 'answered', message, text, suspicions, ...known }
}

function shortcomingIn(
  { error, stoppedBy }: Asked,
  fault: 'empty' | 'refused' | undefined,
): Pick<MemberAnswer, 'status' | 'error'> {
  if (fault) return { status: fault, error: fault === 'empty' ? emptyAnswer() : refusedAnswer() }
  if (stoppedBy === 'late' || stoppedBy === 'aborted') return { status: stoppedBy }
  return { status: stoppedBy ?? 'failed', error: error ?? new InternalError('nobody knows why') }
}
