import type { CacheControl, ContentBlock, TextBlock } from './blocks.ts'

export type Role = 'user' | 'assistant' | 'system'

/** One turn. `system` stands inside `messages` too: Claude Code sends such a turn with every request. */
export interface InputMessage {
  readonly role: Role
  readonly content: string | readonly ContentBlock[]
}

/** A tool the client runs, or (with a dated `type` and no schema) one that Anthropic defines. */
export interface Tool {
  readonly name: string
  readonly type?: string | null
  readonly description?: string
  readonly input_schema?: { readonly [key: string]: unknown }
  readonly cache_control?: CacheControl | null
  readonly defer_loading?: boolean
  readonly strict?: boolean
}

export type ToolChoice =
  | { readonly type: 'auto' | 'any'; readonly disable_parallel_tool_use?: boolean }
  | { readonly type: 'tool'; readonly name: string; readonly disable_parallel_tool_use?: boolean }
  | { readonly type: 'none' }

export type Thinking =
  | { readonly type: 'enabled'; readonly budget_tokens: number; readonly display?: string | null }
  | { readonly type: 'adaptive'; readonly display?: string | null }
  | { readonly type: 'disabled' | 'between_tools' }

export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max'

export interface OutputConfig {
  readonly effort?: Effort | null
  readonly format?: {
    readonly type: 'json_schema'
    readonly schema: { readonly [key: string]: unknown }
  } | null
}

/**
 * The body of `POST /v1/messages`. Readonly throughout: a change is a new object built by spread, so that fields
 * this type does not know (clients add some with every release) survive.
 */
export interface MessagesRequest {
  readonly model: string
  readonly messages: readonly InputMessage[]
  /** Tokens, thinking included. Absent on `count_tokens` only. */
  readonly max_tokens?: number
  readonly system?: string | readonly TextBlock[]
  readonly stream?: boolean
  readonly stop_sequences?: readonly string[]
  readonly temperature?: number
  readonly top_p?: number
  readonly top_k?: number
  readonly thinking?: Thinking
  readonly output_config?: OutputConfig
  readonly tools?: readonly Tool[]
  readonly tool_choice?: ToolChoice
  readonly metadata?: { readonly user_id?: string | null }
  readonly cache_control?: CacheControl | null
  readonly [field: string]: unknown
}
