import type { AnswerBlock } from './blocks.ts'
import type { Message, StopReason, Usage } from './message.ts'

export type BlockDelta =
  | { readonly type: 'text_delta'; readonly text: string }
  | { readonly type: 'thinking_delta'; readonly thinking: string }
  | { readonly type: 'signature_delta'; readonly signature: string }
  | { readonly type: 'input_json_delta'; readonly partial_json: string }
  | { readonly type: 'citations_delta'; readonly citation: unknown }

export interface MessageStart {
  readonly type: 'message_start'
  readonly message: Message
}
export interface BlockStart {
  readonly type: 'content_block_start'
  readonly index: number
  readonly content_block: AnswerBlock
}
export interface BlockDeltaEvent {
  readonly type: 'content_block_delta'
  readonly index: number
  readonly delta: BlockDelta
}
export interface BlockStop {
  readonly type: 'content_block_stop'
  readonly index: number
}
/** Usage counters here are cumulative: they overwrite, never add. */
export interface MessageDelta {
  readonly type: 'message_delta'
  readonly delta: {
    readonly stop_reason: StopReason | null
    readonly stop_sequence: string | null
    readonly [field: string]: unknown
  }
  readonly usage: Partial<Usage>
}
export interface MessageStop {
  readonly type: 'message_stop'
}
export interface Ping {
  readonly type: 'ping'
}

/**
 * One event of an answer. Closed for the compiler, open at run time: an event of an unknown type passes through.
 * There is no `error` event here: a failure is a throw, and only the server turns one into `event: error`.
 */
export type StreamEvent =
  | MessageStart
  | BlockStart
  | BlockDeltaEvent
  | BlockStop
  | MessageDelta
  | MessageStop
  | Ping

export type EventStream = AsyncIterable<StreamEvent>
