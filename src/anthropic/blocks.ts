/**
 * Content blocks of the Messages API, both directions. Closed unions for the compiler, open at run time: a block
 * of an unknown type travels through untouched. Source: Anthropic's published types (SDK 1.12).
 */
export interface CacheControl {
  readonly type: 'ephemeral'
  readonly ttl?: '5m' | '1h'
}

export interface TextBlock {
  readonly type: 'text'
  readonly text: string
  readonly citations?: readonly unknown[] | null
  readonly cache_control?: CacheControl | null
}

export type ImageSource =
  | { readonly type: 'base64'; readonly media_type: string; readonly data: string }
  | { readonly type: 'url'; readonly url: string }
  | { readonly type: 'file'; readonly file_id: string }

export interface ImageBlock {
  readonly type: 'image'
  readonly source: ImageSource
  readonly cache_control?: CacheControl | null
}

export type DocumentSource =
  | ImageSource
  | { readonly type: 'text'; readonly media_type: string; readonly data: string }
  | { readonly type: 'content'; readonly content: string | readonly (TextBlock | ImageBlock)[] }

export interface DocumentBlock {
  readonly type: 'document'
  readonly source: DocumentSource
  readonly title?: string | null
  readonly context?: string | null
  readonly cache_control?: CacheControl | null
}

export interface ThinkingBlock {
  readonly type: 'thinking'
  readonly thinking: string
  readonly signature: string
}

export interface RedactedThinkingBlock {
  readonly type: 'redacted_thinking'
  readonly data: string
}

export interface ToolUseBlock {
  readonly type: 'tool_use'
  readonly id: string
  readonly name: string
  readonly input: unknown
  readonly caller?: unknown
  readonly cache_control?: CacheControl | null
}

/** What the client's tool search found: the named tool was deferred and may be called from now on. */
export interface ToolReferenceBlock {
  readonly type: 'tool_reference'
  readonly tool_name: string
}

export type ToolResultContent = TextBlock | ImageBlock | DocumentBlock | ToolReferenceBlock

export interface ToolResultBlock {
  readonly type: 'tool_result'
  readonly tool_use_id: string
  readonly content?: string | readonly ToolResultContent[]
  readonly is_error?: boolean
  readonly cache_control?: CacheControl | null
}

/** Blocks that may stand in a request's messages. */
export type ContentBlock =
  | TextBlock
  | ImageBlock
  | DocumentBlock
  | ThinkingBlock
  | RedactedThinkingBlock
  | ToolUseBlock
  | ToolResultBlock

/** Blocks that a model answers with. */
export type AnswerBlock = TextBlock | ThinkingBlock | RedactedThinkingBlock | ToolUseBlock
