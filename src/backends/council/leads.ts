/** Asks the one model that answers, and the next of the list where it cannot before it has said anything. */
import { ApiError } from '../../anthropic/errors.ts'
import type { EventStream } from '../../anthropic/events.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Call } from '../../core/backend.ts'
import { begun } from '../../core/begun.ts'
import type { Member } from '../../council/types.ts'

export interface Leading {
  readonly lead: Member
  readonly events: EventStream
}

/** Throws what the first one failed with. */
export async function beginLead(
  leads: readonly Member[],
  request: MessagesRequest,
  call: Pick<Call, 'ask' | 'signal'>,
): Promise<Leading> {
  let failure: unknown
  for (const lead of leads) {
    try {
      return { lead, events: await begun(call.ask(lead.model, request)) }
    } catch (thrown) {
      if (call.signal.aborted || !mayAskAnother(thrown)) throw thrown
      failure ??= thrown
    }
  }
  throw failure
}

/** The request itself would fail everywhere, and the client knows what to do: compact, or leave a field out. */
const ofRequest: ReadonlySet<number> = new Set([400, 413])

const mayAskAnother = (thrown: unknown): boolean => ApiError.is(thrown) && !ofRequest.has(thrown.status)

/** Those that may lead, the best first: `first` where it is among them. */
export const ordered = (leads: readonly Member[], first: string | undefined): readonly Member[] => [
  ...leads.filter(({ id }) => id === first),
  ...leads.filter(({ id }) => id !== first),
]
