/** The calls of an answer, under the names that the client knows. */
import type { EventStream, StreamEvent } from 'claudecodex'

/** The client answers a tool that it does not know with an error, from which the model goes on. */
const denied = (name: string): string => `${name}_is_denied`

export interface AnswerRules {
  readonly allows: (name: string) => boolean
  readonly clientName: (name: string) => string
}

export async function* answerFor(events: EventStream, rules: AnswerRules): EventStream {
  for await (const event of events) yield eventFor(event, rules)
}

/** A model may call what it has not been offered: from the history, or by guessing. */
export function eventFor(event: StreamEvent, { allows, clientName }: AnswerRules): StreamEvent {
  if (event.type !== 'content_block_start' || event.content_block.type !== 'tool_use') return event
  const { name } = event.content_block
  const known = clientName(name)
  const given = allows(known) ? known : denied(known)
  return given === name ? event : { ...event, content_block: { ...event.content_block, name: given } }
}
