/** Chat Completions as it travels: requests as we send them, answers as loosely as hosts are seen to give them. */

export interface TextPart {
  readonly type: 'text'
  readonly text: string
  readonly cache_control?: unknown
}
export interface ImagePart {
  readonly type: 'image_url'
  readonly image_url: { readonly url: string }
}
export interface FilePart {
  readonly type: 'file'
  readonly file: { readonly filename: string; readonly file_data: string }
}
export type UserPart = TextPart | ImagePart | FilePart

export interface ChatToolCall {
  readonly id: string
  readonly type: 'function'
  readonly function: { readonly name: string; readonly arguments: string }
  /** Gemini keeps its thought signature here. */
  readonly extra_content?: unknown
}

export interface SystemMessage {
  readonly role: 'system' | 'developer'
  readonly content: string | readonly TextPart[]
}
export interface UserMessage {
  readonly role: 'user'
  readonly content: string | readonly UserPart[]
}
export interface AssistantMessage {
  readonly role: 'assistant'
  readonly content: string | readonly TextPart[] | null
  readonly tool_calls?: readonly ChatToolCall[]
  /** DeepSeek, Kimi and others want their reasoning back. */
  readonly reasoning_content?: string
  /** OpenRouter wants these back unmodified. */
  readonly reasoning_details?: readonly unknown[]
  /** Continue this message instead of answering it: Mistral, Kimi. */
  readonly prefix?: true
  readonly partial?: true
}
export interface ToolMessage {
  readonly role: 'tool'
  readonly tool_call_id: string
  readonly content: string | readonly (TextPart | ImagePart)[]
}
export type ChatMessage = SystemMessage | UserMessage | AssistantMessage | ToolMessage

export interface ChatTool {
  readonly type: 'function'
  readonly function: {
    readonly name: string
    readonly description?: string
    readonly parameters?: { readonly [key: string]: unknown }
    readonly strict?: boolean
  }
  readonly cache_control?: unknown
}

export type ChatToolChoice =
  | 'auto'
  | 'none'
  | 'required'
  | { readonly type: 'function'; readonly function: { readonly name: string } }

export interface ChatRequest {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  readonly stream?: boolean
  readonly stream_options?: { readonly include_usage: true }
  readonly max_tokens?: number
  readonly max_completion_tokens?: number
  readonly temperature?: number
  readonly top_p?: number
  readonly top_k?: number
  readonly stop?: readonly string[]
  readonly tools?: readonly ChatTool[]
  readonly tool_choice?: ChatToolChoice
  readonly parallel_tool_calls?: false
  readonly reasoning_effort?: string
  readonly response_format?: unknown
  readonly safety_identifier?: string
  readonly prompt_cache_key?: string
  readonly service_tier?: string
  /** What only some hosts know: `thinking`, `reasoning`, `extra_body`, `chat_template_kwargs`. */
  readonly [field: string]: unknown
}

/** Everything below is what a host may send: any field may be missing, null, or of another type. */
export interface ChatDelta {
  readonly role?: string | null
  readonly content?: unknown
  readonly refusal?: string | null
  readonly reasoning_content?: string | null
  readonly reasoning?: string | null
  readonly reasoning_details?: readonly unknown[] | null
  readonly tool_calls?: readonly ToolCallDelta[] | null
  readonly function_call?: { readonly name?: string; readonly arguments?: unknown } | null
  readonly extra_content?: unknown
  /** Of models that speak or draw. */
  readonly audio?: unknown
  readonly images?: unknown
}

export interface ToolCallDelta {
  readonly index?: number | null
  /** A number at some hosts. */
  readonly id?: unknown
  readonly type?: string | null
  readonly function?: { readonly name?: string | null; readonly arguments?: unknown } | null
  readonly extra_content?: unknown
}

export interface ChatChoice {
  readonly index?: number
  /** In a stream. */
  readonly delta?: ChatDelta | null
  /** In a whole answer. */
  readonly message?: ChatDelta | null
  /** Of hosts that answer as the API did before chats. */
  readonly text?: unknown
  readonly finish_reason?: string | null
  /** vLLM: the stop string that matched. */
  readonly stop_reason?: unknown
  readonly matched_stop?: unknown
}

export interface ChatUsage {
  readonly prompt_tokens?: number | null
  readonly completion_tokens?: number | null
  readonly total_tokens?: number | null
  readonly prompt_tokens_details?: {
    readonly cached_tokens?: number | null
    readonly cache_write_tokens?: number | null
  } | null
  readonly completion_tokens_details?: { readonly reasoning_tokens?: number | null } | null
  /** DeepSeek. */
  readonly prompt_cache_hit_tokens?: number | null
  readonly cache_read_input_tokens?: number | null
  readonly cache_creation_tokens?: number | null
}

/** A chunk of a stream, or a whole answer: the two differ in `delta` and `message` only. */
export interface ChatChunk {
  readonly id?: string
  readonly model?: string
  readonly choices?: readonly ChatChoice[] | null
  readonly usage?: ChatUsage | null
  /** Groq. */
  readonly x_groq?: { readonly usage?: ChatUsage | null } | null
  readonly error?: unknown
  readonly object?: string
  readonly service_tier?: string | null
}
