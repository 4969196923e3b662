/** The smallest requests, answers and streams that are valid. */
import type { AnswerBlock, ToolUseBlock } from '../anthropic/blocks.ts'
import type { StreamEvent } from '../anthropic/events.ts'
import { emptyMessage, emptyUsage, type Message } from '../anthropic/message.ts'
import type { InputMessage, MessagesRequest } from '../anthropic/request.ts'
import { encodeEvents } from '../anthropic/sse.ts'
import { unfold } from '../anthropic/unfold.ts'

/**
 * A streamed request: a person's one sentence, or the given turns.
 *
 * @example
 * request('Hello', { tools: [{ name: 'Read', input_schema: { type: 'object' } }] })
 */
export const request = (
  turns: string | readonly InputMessage[],
  more: Partial<MessagesRequest> = {},
): MessagesRequest => ({
  model: 'test-model',
  max_tokens: 1_024,
  stream: true,
  messages: typeof turns === 'string' ? [{ role: 'user', content: turns }] : turns,
  ...more,
})

/**
 * A whole answer of one text, or of the given blocks. It ends with `tool_use` where a tool is called.
 *
 * @example
 * message([{ type: 'text', text: 'I look.', citations: null }, toolUse('Read', { file_path: '/a' })])
 */
export function message(content: string | readonly AnswerBlock[], more: Partial<Message> = {}): Message {
  const text: AnswerBlock = { type: 'text', text: String(content), citations: null }
  const blocks = typeof content === 'string' ? [text] : content
  const usage = { ...emptyUsage, input_tokens: 10, output_tokens: 5 }
  return {
    ...emptyMessage('msg_test', 'test-model', usage),
    content: blocks,
    stop_reason: blocks.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn',
    ...more,
  }
}

export const toolUse = (name: string, input: unknown = {}, id = 'toolu_test'): ToolUseBlock => ({
  type: 'tool_use',
  id,
  name,
  input,
  caller: { type: 'direct' },
})

/** The events of an answer. A text comes word by word, as models send it. */
export function events(answer: string | Message): readonly StreamEvent[] {
  if (typeof answer !== 'string') return [...unfold(answer)]
  return [...unfold(message(answer))].flatMap(event => {
    if (event.type !== 'content_block_delta' || event.delta.type !== 'text_delta') return [event]
    const words = event.delta.text.match(/\s*\S+\s*$|\s*\S+/g) ?? [event.delta.text]
    return words.map(text => ({ ...event, delta: { type: 'text_delta', text } }) as const)
  })
}

/** An answer as server-sent events, as an upstream sends them. */
export const sse = (answer: string | Message | readonly StreamEvent[]): Buffer =>
  Buffer.from(encodeEvents(Array.isArray(answer) ? answer : events(answer as string | Message)))

/** The texts of an answer, joined. */
export const textOf = (answer: Message | undefined): string =>
  (answer?.content ?? []).map(block => (block.type === 'text' ? block.text : '')).join('')
