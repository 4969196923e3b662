/** The Responses API as it travels: requests as we send them, answers as loosely as hosts are seen to give them. */

export interface InputText {
  readonly type: 'input_text'
  readonly text: string
}
export interface InputImage {
  readonly type: 'input_image'
  readonly image_url: string
  readonly detail: 'auto'
}
export interface InputFile {
  readonly type: 'input_file'
  readonly filename?: string
  readonly file_data?: string
  readonly file_url?: string
}
export type InputPart = InputText | InputImage | InputFile

export interface AskingMessage {
  readonly type: 'message'
  readonly role: 'user' | 'developer'
  readonly content: readonly InputPart[]
}
export interface AnsweringMessage {
  readonly type: 'message'
  readonly role: 'assistant'
  readonly content: string
  readonly phase?: 'commentary' | 'final_answer'
}
export interface FunctionCall {
  readonly type: 'function_call'
  readonly call_id: string
  readonly name: string
  readonly arguments: string
}
export interface FunctionCallOutput {
  readonly type: 'function_call_output'
  readonly call_id: string
  readonly output: string | readonly InputPart[]
}
/** What a model has thought, as only OpenAI can read it; servers of open models send the thoughts themselves. */
export interface ReasoningItem {
  readonly type: 'reasoning'
  readonly id: string
  readonly summary: readonly { readonly type: 'summary_text'; readonly text: string }[]
  readonly content?: readonly { readonly type: 'reasoning_text'; readonly text: string }[]
  readonly encrypted_content?: string
}
export type InputItem = AskingMessage | AnsweringMessage | FunctionCall | FunctionCallOutput | ReasoningItem

export interface FunctionTool {
  readonly type: 'function'
  readonly name: string
  readonly description?: string
  readonly parameters: { readonly [key: string]: unknown }
  /** Always said: this API takes silence for true. */
  readonly strict: boolean
}

export type FunctionChoice = 'none' | 'required' | { readonly type: 'function'; readonly name: string }

export interface ResponsesRequest {
  readonly model: string
  readonly input: readonly InputItem[]
  readonly instructions?: string
  readonly store: false
  readonly include?: readonly string[]
  readonly stream?: boolean
  readonly max_output_tokens?: number
  readonly temperature?: number
  readonly top_p?: number
  readonly tools?: readonly FunctionTool[]
  readonly tool_choice?: FunctionChoice
  readonly parallel_tool_calls?: false
  readonly reasoning?: { readonly effort?: string; readonly summary?: 'auto' }
  readonly text?: { readonly format: unknown }
  readonly safety_identifier?: string
  readonly prompt_cache_key?: string
  readonly service_tier?: string
}

/** Everything below is what a host may send: any field may be missing, null, or of another type. */
export interface OutputPart {
  readonly type?: string
  readonly text?: string | null
  readonly refusal?: string | null
}

export interface OutputItem {
  readonly status?: string | null
  readonly type?: string
  readonly id?: string | null
  /** Of a message, or of reasoning in the clear. */
  readonly content?: readonly OutputPart[] | null
  readonly summary?: readonly OutputPart[] | null
  readonly encrypted_content?: string | null
  readonly call_id?: string | null
  readonly name?: string | null
  readonly arguments?: string | null
}

export interface ResponsesUsage {
  readonly input_tokens?: number | null
  readonly output_tokens?: number | null
  readonly total_tokens?: number | null
  readonly input_tokens_details?: {
    readonly cached_tokens?: number | null
    readonly cache_write_tokens?: number | null
  } | null
  readonly output_tokens_details?: { readonly reasoning_tokens?: number | null } | null
}

export interface ResponseBody {
  readonly object?: string
  readonly status?: string | null
  readonly error?: unknown
  readonly incomplete_details?: { readonly reason?: string | null } | null
  readonly output?: readonly OutputItem[] | null
  readonly usage?: ResponsesUsage | null
}

/** An event of a stream, or the body of a whole answer. */
export interface ResponsesChunk extends ResponseBody {
  readonly type?: string
  readonly response?: ResponseBody | null
  readonly item?: OutputItem | null
  readonly part?: OutputPart | null
  readonly output_index?: number | null
  readonly content_index?: number | null
  readonly summary_index?: number | null
  readonly delta?: string | null
  readonly text?: string | null
  readonly refusal?: string | null
  readonly arguments?: string | null
  readonly code?: string | null
  readonly message?: string | null
}

/** An event about an item of the output. */
export type ItemEvent = ResponsesChunk & { readonly output_index: number }
