/**
 * What travels to and from Bedrock's Converse API, as its JSON has it: bytes are base64 here, and become bytes at the
 * SDK's door. Source: the types of @aws-sdk/client-bedrock-runtime, 2026-11.
 */
type Json = Readonly<Record<string, unknown>>

export interface CachePoint {
  readonly type: 'default'
  /** Left out for the usual five minutes. */
  readonly ttl?: '1h'
}

export interface CachePointBlock {
  readonly cachePoint: CachePoint
}
export interface TextBlock {
  readonly text: string
}
export interface ImageBlock {
  readonly image: {
    readonly format: 'jpeg' | 'png' | 'gif' | 'webp'
    readonly source: { readonly bytes: string } | { readonly s3Location: { readonly uri: string } }
  }
}
export interface DocumentBlock {
  readonly document: {
    readonly format: 'pdf'
    readonly name: string
    readonly source: { readonly bytes: string } | { readonly s3Location: { readonly uri: string } }
    readonly context?: string
  }
}
export interface ToolUseBlock {
  readonly toolUse: { readonly toolUseId: string; readonly name: string; readonly input: unknown }
}
export type ResultContent = TextBlock | ImageBlock | DocumentBlock
export interface ToolResultBlock {
  readonly toolResult: {
    readonly toolUseId: string
    readonly content: readonly ResultContent[]
    readonly status?: 'error'
  }
}
export interface ReasoningBlock {
  readonly reasoningContent:
    | { readonly reasoningText: { readonly text: string; readonly signature?: string } }
    | { readonly redactedContent: string }
}

export type ConverseBlock =
  | TextBlock
  | ImageBlock
  | DocumentBlock
  | ToolUseBlock
  | ToolResultBlock
  | ReasoningBlock
  | CachePointBlock

export interface ConverseMessage {
  readonly role: 'user' | 'assistant'
  readonly content: readonly ConverseBlock[]
}

export type SystemBlock = TextBlock | CachePointBlock

export interface ToolSpecBlock {
  readonly toolSpec: {
    readonly name: string
    readonly description?: string
    readonly inputSchema: { readonly json: Json }
  }
}

export interface ToolConfiguration {
  readonly tools: readonly (ToolSpecBlock | CachePointBlock)[]
  readonly toolChoice?:
    | { readonly auto: Json }
    | { readonly any: Json }
    | { readonly tool: { readonly name: string } }
}

export interface Guardrail {
  readonly guardrailIdentifier: string
  readonly guardrailVersion: string
  readonly trace?: 'enabled' | 'disabled' | 'enabled_full'
  /** Streams only. */
  readonly streamProcessingMode?: 'sync' | 'async'
}

/** The body of `POST /model/ID/converse` and `/converse-stream`. */
export interface ConverseRequest {
  readonly messages: readonly ConverseMessage[]
  readonly system?: readonly SystemBlock[]
  readonly inferenceConfig?: {
    readonly maxTokens?: number
    readonly temperature?: number
    readonly topP?: number
    readonly stopSequences?: readonly string[]
  }
  readonly toolConfig?: ToolConfiguration
  readonly guardrailConfig?: Guardrail
  readonly additionalModelRequestFields?: Json
  readonly additionalModelResponseFieldPaths?: readonly string[]
  readonly outputConfig?: {
    readonly effort?: string
    readonly textFormat?: {
      readonly type: 'json_schema'
      readonly structure: { readonly jsonSchema: { readonly schema: string; readonly name: string } }
    }
  }
  readonly serviceTier?: { readonly type: 'default' }
}

/** The body of `POST /model/ID/count-tokens`. */
export interface CountRequest {
  readonly input: {
    readonly converse: Pick<
      ConverseRequest,
      'messages' | 'system' | 'toolConfig' | 'additionalModelRequestFields'
    >
  }
}

export interface ConverseUsage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly cacheReadInputTokens?: number
  readonly cacheWriteInputTokens?: number
  readonly cacheDetails?: readonly { readonly ttl?: string; readonly inputTokens?: number }[]
}

/** One event of a stream, as far as it is looked at. Bytes are bytes here: the SDK has decoded them. */
export interface ConverseEvent {
  readonly messageStart?: { readonly role?: string }
  readonly contentBlockStart?: {
    readonly contentBlockIndex?: number
    readonly start?: { readonly toolUse?: { readonly toolUseId?: string; readonly name?: string } }
  }
  readonly contentBlockDelta?: { readonly contentBlockIndex?: number; readonly delta?: ConverseDelta }
  readonly contentBlockStop?: { readonly contentBlockIndex?: number }
  readonly messageStop?: { readonly stopReason?: string; readonly additionalModelResponseFields?: unknown }
  readonly metadata?: { readonly usage?: ConverseUsage; readonly trace?: unknown }
}

export interface ConverseDelta {
  readonly text?: string
  readonly toolUse?: { readonly input?: string }
  readonly reasoningContent?: {
    readonly text?: string
    readonly signature?: string
    readonly redactedContent?: Uint8Array
  }
}

/** A whole answer, as far as it is looked at. */
export interface ConverseAnswer {
  readonly output?: { readonly message?: { readonly content?: readonly AnswerBlock[] } }
  readonly stopReason?: string
  readonly additionalModelResponseFields?: unknown
  readonly usage?: ConverseUsage
  readonly trace?: unknown
}

export interface AnswerBlock {
  readonly text?: string
  readonly toolUse?: { readonly toolUseId?: string; readonly name?: string; readonly input?: unknown }
  readonly reasoningContent?: {
    readonly reasoningText?: { readonly text?: string; readonly signature?: string }
    readonly redactedContent?: Uint8Array
  }
  readonly citationsContent?: { readonly content?: readonly { readonly text?: string }[] }
}
