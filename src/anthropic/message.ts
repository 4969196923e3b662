import type { AnswerBlock } from './blocks.ts'

export type StopReason =
  | 'end_turn'
  | 'max_tokens'
  | 'stop_sequence'
  | 'tool_use'
  | 'pause_turn'
  | 'refusal'
  | 'model_context_window_exceeded'

/** Token counts. `input_tokens` excludes what was read from or written to the cache: the prompt is the sum of all three. */
export interface Usage {
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_creation_input_tokens?: number | null
  readonly cache_read_input_tokens?: number | null
  readonly output_tokens_details?: { readonly thinking_tokens?: number | null } | null
  readonly [field: string]: unknown
}

/** A whole answer. The current API declares most optional fields required and nullable: see `emptyMessage`. */
export interface Message {
  readonly id: string
  readonly type: 'message'
  readonly role: 'assistant'
  readonly model: string
  readonly content: readonly AnswerBlock[]
  readonly stop_reason: StopReason | null
  readonly stop_sequence: string | null
  readonly usage: Usage
  readonly [field: string]: unknown
}

/** Zero usage with every field that SDK 1.x declares, as null where we know nothing. */
export const emptyUsage: Usage = {
  input_tokens: 0,
  output_tokens: 0,
  cache_creation_input_tokens: null,
  cache_read_input_tokens: null,
  cache_creation: null,
  server_tool_use: null,
  service_tier: null,
  inference_geo: null,
  speed: null,
  output_tokens_details: null,
}

/** The message that opens a stream: no content yet, every nullable field of SDK 1.x present. */
export const emptyMessage = (id: string, model: string, usage: Usage = emptyUsage): Message => ({
  id,
  type: 'message',
  role: 'assistant',
  model,
  content: [],
  stop_reason: null,
  stop_sequence: null,
  stop_details: null,
  container: null,
  diagnostics: null,
  usage,
})

/** Tokens of the whole prompt, cached ones included. */
export const promptTokens = (usage: Usage): number =>
  usage.input_tokens + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0)

/**
 * A whole answer of one text, for a plugin that answers by itself. `model` is the name that the client asked for,
 * `exchange.asked.model`. It counts no tokens: none were used.
 */
export const textMessage = (text: string, model: string): Message => ({
  ...emptyMessage(`msg_${crypto.randomUUID().replaceAll('-', '')}`, model),
  content: [{ type: 'text', text, citations: null }],
  stop_reason: 'end_turn',
})
