/** What a host of the Chat Completions API takes and what it makes of it. Every flag can be set in the configuration. */

export interface Dialect {
  /** Name of the limit on output tokens. */
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens'
  /** What reasoning models call the system: `developer` at OpenAI. */
  readonly systemRole: 'system' | 'developer'
  /** How many `stop` strings are taken; all are enforced here as well. */
  readonly maxStops: number
  readonly streamUsage: boolean
  readonly temperature: boolean
  readonly topK: boolean
  /** `full`, only the three words (LM Studio), or only `auto`. */
  readonly toolChoice: 'full' | 'words' | 'auto'
  readonly parallelFlag: boolean
  readonly maxTools: number
  readonly toolNameLength: number
  /** Rule for tool call ids: as they are up to 40 characters, or Mistral's exactly nine letters and digits. */
  readonly toolIds: 'long' | 'nine'
  readonly schema: 'plain' | 'gemini'
  readonly responseFormat: 'json_schema' | 'json_object' | 'none'
  /** `cache_control` marks are kept on parts and tools (OpenRouter, LiteLLM). */
  readonly cacheControl: boolean
  readonly vision: boolean
  /** How a PDF travels. */
  readonly pdf: 'file' | 'image_url' | 'none'
  /** Content of user messages may be an array of text parts. */
  readonly arrayContent: boolean
  /** Empty tool results are refused. */
  readonly emptyToolResult: boolean
  readonly nullContent: boolean
  /** A first message of the assistant is refused. */
  readonly userFirst: boolean
  /** No user turn may follow a tool result directly (Mistral). */
  readonly userAfterTool: boolean
  readonly userId: 'safety_identifier' | 'user' | 'none'
  readonly serviceTier: boolean
  readonly prefill: 'plain' | 'continue' | 'prefix' | 'partial'
  /** Which control turns reasoning on and off. */
  readonly reasoning: 'effort' | 'deepseek' | 'openrouter' | 'template' | 'toggle' | 'gemini' | 'none'
  /** Which state of the model's reasoning has to come back with the history. */
  readonly reasoningBack: 'none' | 'reasoning_content' | 'reasoning_details' | 'gemini'
  /** Tool arguments are held until they are complete, and repaired: for hosts that are seen to send broken ones. */
  readonly holdToolArguments: boolean
  /** Text between `<think>` tags at the start of an answer is reasoning. */
  readonly thinkTags: boolean
  /** A stream may end without finish reason and `[DONE]`. */
  readonly lenientEnd: boolean
}

/** A plain compatible server of which nothing is known. */
export const plainDialect: Dialect = {
  maxTokensField: 'max_tokens',
  systemRole: 'system',
  maxStops: 4,
  streamUsage: true,
  temperature: true,
  topK: false,
  toolChoice: 'full',
  parallelFlag: true,
  maxTools: 128,
  toolNameLength: 64,
  toolIds: 'long',
  schema: 'plain',
  responseFormat: 'json_schema',
  cacheControl: false,
  vision: true,
  pdf: 'none',
  arrayContent: true,
  emptyToolResult: true,
  nullContent: true,
  userFirst: false,
  userAfterTool: true,
  userId: 'none',
  serviceTier: false,
  prefill: 'plain',
  reasoning: 'effort',
  reasoningBack: 'none',
  holdToolArguments: true,
  thinkTags: true,
  lenientEnd: false,
}
