/** A council without reviews: a stand-in for the engine, by which the command and the backend run until it is there. */
import { type ApiError, InternalError, toApiError } from '../anthropic/errors.ts'
import type { StreamEvent } from '../anthropic/events.ts'
import { fold } from '../anthropic/fold.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import { unfold } from '../anthropic/unfold.ts'
import type { Council, CouncilEvent, CouncilParts, CouncilResult, Member, MemberAnswer } from './types.ts'

export async function* convene(
  council: Council,
  request: MessagesRequest,
  parts: CouncilParts,
  signal: AbortSignal,
): AsyncIterable<CouncilEvent> {
  const started = parts.clock.now()
  const at = () => parts.clock.now() - started
  yield { at: at(), type: 'started', council }
  const answers: MemberAnswer[] = []
  const pending = council.members.map(member => answered(member))
  for (const member of council.members) yield { at: at(), type: 'member_started', member }
  for (const one of pending) {
    const answer = await one
    answers.push(answer)
    yield { at: at(), type: 'member_ended', answer }
  }
  const respondMs = at()
  const [best] = answers.filter(({ status }) => status === 'answered')
  if (signal.aborted || !best?.message) {
    const error: ApiError = signal.aborted
      ? toApiError(signal.reason)
      : (answers[0]?.error ?? new InternalError('nobody has answered'))
    yield { at: at(), type: 'failed', error, answers }
    return
  }
  yield { at: at(), type: 'quorum', answered: answers.length, of: council.members.length }
  for (const event of unfold(best.message)) yield { at: at(), type: 'event', event }
  const result: CouncilResult = {
    mode: council.mode,
    degraded: answers
      .filter(({ status }) => status !== 'answered')
      .map(({ member }) => `${member.id} is missing`),
    answers,
    reviews: [],
    synthesis: { kind: 'top_ranked', by: best.member.id, basis: [best.member.id] },
    message: best.message,
    text: best.text,
    dissent: [],
    calls: answers.length,
    dollars: {
      known: answers.reduce((sum, { dollars = 0 }) => sum + dollars, 0),
      unknownCalls: answers.filter(({ dollars }) => dollars === undefined).length,
    },
    timing: { respondMs, reviewMs: 0, synthesisMs: 0, totalMs: at() },
    seed: council.seed,
    promptVersion: '0',
  }
  yield { at: at(), type: 'ended', result }

  async function answered(member: Member): Promise<MemberAnswer> {
    const events: StreamEvent[] = []
    const base = { member, text: '', suspicions: [] }
    try {
      const call = { role: 'member' as const, member, request: { ...request, model: member.model }, signal }
      for await (const event of parts.call(call)) events.push(event)
      const message = fold(events)
      const text = (message?.content ?? []).map(block => (block.type === 'text' ? block.text : '')).join('')
      const dollars = message && (await parts.costOf?.(member, message.usage))
      return {
        ...base,
        status: 'answered',
        text,
        ...(message && { message, usage: message.usage }),
        ...(dollars !== undefined && { dollars }),
        timing: { totalMs: at() },
      }
    } catch (thrown) {
      const status = signal.aborted ? 'aborted' : 'failed'
      return { ...base, status, error: toApiError(thrown), timing: { totalMs: at() } }
    }
  }
}
