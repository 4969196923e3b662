/** Answers that the oracle's own backends give, event by event. */
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { emptyMessage, emptyUsage } from '../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'

export const started = (id: string, model: string): StreamEvent => ({
  type: 'message_start',
  message: emptyMessage(id, model, { ...emptyUsage, input_tokens: 7, output_tokens: 1 }),
})

export const ended = (reason: 'end_turn' | 'tool_use'): readonly StreamEvent[] => [
  {
    type: 'message_delta',
    delta: { stop_reason: reason, stop_sequence: null },
    usage: { input_tokens: 7, output_tokens: 9 },
  },
  { type: 'message_stop' },
]

export const textBlock = (index: number, pieces: readonly string[]): readonly StreamEvent[] => [
  { type: 'content_block_start', index, content_block: { type: 'text', text: '', citations: null } },
  ...pieces.map(
    (text): StreamEvent => ({ type: 'content_block_delta', index, delta: { type: 'text_delta', text } }),
  ),
  { type: 'content_block_stop', index },
]

export const toolBlock = (index: number, id: string, name: string, json: string): readonly StreamEvent[] => [
  { type: 'content_block_start', index, content_block: { type: 'tool_use', id, name, input: {} } },
  { type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json: json } },
  { type: 'content_block_stop', index },
]

/** What the person said last. */
export const lastWords = (request: MessagesRequest): string => {
  const content = request.messages.at(-1)?.content ?? ''
  return typeof content === 'string' ? content : JSON.stringify(content)
}
