/** Why a host stopped, as the API says it. */
import { type ApiError, InternalError, OverloadedError } from '../../anthropic/errors.ts'
import type { StopReason } from '../../anthropic/message.ts'

/** A reason that is a failure and no stop; undefined for every other. */
export function failureOf(reason: string | null, backend: string): ApiError | undefined {
  switch (reason?.toLowerCase()) {
    case 'error':
    case 'insufficient_system_resource':
      return new OverloadedError(`${backend} stopped with "${reason}"`, { backend })
    case 'malformed_function_call':
    case 'model_error':
      return new InternalError(`${backend} stopped with "${reason}"`, { backend })
    default:
      return undefined
  }
}

export interface Ending {
  /** The host's own word. */
  readonly reason: string | null
  /** vLLM's `stop_reason`: the stop sequence that matched. */
  readonly matched: unknown
  /** The stop sequence that was met here. */
  readonly hit: string | undefined
  readonly stopSequences: readonly string[]
  readonly refusal: string
  /** True where the answer has filled the model's window. */
  readonly isFull: boolean
}

export interface End {
  /** Undefined: the blocks decide between `end_turn` and `tool_use`. */
  readonly reason: StopReason | undefined
  readonly sequence: string | null
  readonly details: unknown
}

const refused = ['content_filter', 'safety', 'recitation', 'prohibited_content', 'blocklist']
const cut = ['length', 'max_tokens']

export function endOf({ reason, matched, hit, stopSequences, refusal, isFull }: Ending): End {
  const word = reason?.toLowerCase() ?? ''
  const sequence = hit ?? stopSequences.find(stop => stop === matched)
  if (sequence !== undefined) return { reason: 'stop_sequence', sequence, details: null }
  if (refusal !== '' || refused.includes(word)) {
    const explanation = refusal || `the host stopped with "${reason}"`
    return { reason: 'refusal', sequence: null, details: { type: 'refusal', category: null, explanation } }
  }
  if (!cut.includes(word)) return { reason: undefined, sequence: null, details: null }
  return { reason: isFull ? 'model_context_window_exceeded' : 'max_tokens', sequence: null, details: null }
}
