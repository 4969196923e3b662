/** A whole message as the legal stream it could have been. */
import type { AnswerBlock } from './blocks.ts'
import type { BlockDelta, StreamEvent } from './events.ts'
import type { Message, Usage } from './message.ts'

/** Fields that the API sends with `message_delta`, outside its `delta`, and the SDKs read there. */
const late = ['context_management', 'input_transformations'] as const

/**
 * `fold(unfold(message))` gives the message back, with every field this project does not know. Upstreams that leave
 * content or usage out are forgiven.
 */
export function* unfold(message: Message): Generator<StreamEvent> {
  const usage: Usage = { input_tokens: 0, output_tokens: 0, ...(message.usage as Usage | null | undefined) }
  yield { type: 'message_start', message: startOf(message, usage) }
  let index = 0
  for (const block of message.content ?? []) {
    const { start, deltas } = unfoldBlock(block)
    yield { type: 'content_block_start', index, content_block: start }
    for (const delta of deltas) yield { type: 'content_block_delta', index, delta }
    yield { type: 'content_block_stop', index }
    index += 1
  }
  yield {
    type: 'message_delta',
    delta: {
      stop_reason: message.stop_reason ?? null,
      stop_sequence: message.stop_sequence ?? null,
      ...pick(message, ['stop_details', 'container']),
    },
    usage,
    ...pick(message, late),
  }
  yield { type: 'message_stop' }
}

const startOf = (message: Message, usage: Usage): Message => ({
  ...message,
  content: [],
  stop_reason: null,
  stop_sequence: null,
  ...('stop_details' in message && { stop_details: null }),
  usage: { ...usage, output_tokens: 0 },
})

const pick = (message: Message, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.filter(name => name in message).map(name => [name, message[name]]))

interface Unfolded {
  readonly start: AnswerBlock
  readonly deltas: readonly BlockDelta[]
}

/** A block of a kind that knows no deltas travels whole in its start. */
function unfoldBlock(block: AnswerBlock): Unfolded {
  if (block.type === 'text' && typeof block.text === 'string') {
    const citations = Array.isArray(block.citations) ? block.citations : []
    return {
      start: { ...block, text: '', ...(citations.length > 0 && { citations: [] }) },
      deltas: [
        ...(block.text === '' ? [] : [{ type: 'text_delta', text: block.text } as const]),
        ...citations.map(citation => ({ type: 'citations_delta', citation }) as const),
      ],
    }
  }
  if (block.type === 'thinking' && typeof block.thinking === 'string') {
    return {
      start: { ...block, thinking: '', signature: '' },
      deltas: [
        ...(block.thinking === '' ? [] : [{ type: 'thinking_delta', thinking: block.thinking } as const]),
        { type: 'signature_delta', signature: block.signature ?? '' },
      ],
    }
  }
  // Also `server_tool_use` and `mcp_tool_use`. Claude Code reads the input from deltas alone.
  if (block.type.endsWith('tool_use') && 'input' in block) {
    return {
      start: { ...block, input: {} },
      deltas: [{ type: 'input_json_delta', partial_json: JSON.stringify(block.input ?? {}) }],
    }
  }
  return { start: block, deltas: [] }
}
