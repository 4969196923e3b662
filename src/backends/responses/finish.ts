/** How an answer of the Responses API ends: whole, cut short, refused, or failed. */
import { type ApiError, InternalError } from '../../anthropic/errors.ts'
import type { StopReason } from '../../anthropic/message.ts'
import type { OutputItem, ResponseBody, ResponsesChunk } from './types.ts'

/** The failure that an event or a body tells of, in the host's own shape. */
export function failureIn(event: ResponsesChunk): unknown {
  if (event.type === 'error') return event.error ?? event
  const response = event.type === 'response.failed' ? (event.response ?? {}) : event
  if (event.type === 'response.failed' || response.status === 'failed')
    return response.error ?? { message: 'the host gave up without a word', code: 'server_error' }
  return event.error ?? undefined
}

/** The answer as a whole, which an event that ends a stream brings, or which stands alone. */
export function responseIn(event: ResponsesChunk): ResponseBody | undefined {
  if (event.type === 'response.completed' || event.type === 'response.incomplete') return event.response ?? {}
  if (event.object !== 'response') return undefined
  return ['completed', 'incomplete'].includes(event.status ?? 'completed') ? event : undefined
}

/** The host's own word for why an answer is cut; some say that it is, and not why. */
export function cutOf(response: ResponseBody | undefined): string | null {
  const { incomplete_details: details, status } = response ?? {}
  return details?.reason ?? (status === 'incomplete' ? 'max_output_tokens' : null)
}

/** Arguments are a text, and of some servers the object itself. */
export const argumentsIn = ({ arguments: given }: OutputItem): string | null | undefined =>
  typeof given === 'object' && given !== null ? JSON.stringify(given) : given

/** A whole answer that holds nothing of one. */
export const strange = (backend: string): ApiError =>
  new InternalError(`${backend} answered with something that is no whole answer of the Responses API`, {
    backend,
  })

export interface Ending {
  /** The host's own word for why the answer is cut. */
  readonly incomplete: string | null
  /** The stop sequence that was met. */
  readonly hit: string | undefined
  readonly refusal: string
  /** True where every call of the answer is there to its last brace: those can be run, whatever was cut behind them. */
  readonly hasWholeCalls: boolean
  /** True where the answer has filled the model's window. */
  readonly isFull: boolean
}

export interface End {
  /** Undefined: the blocks decide between `end_turn` and `tool_use`. */
  readonly reason: StopReason | undefined
  readonly sequence: string | null
  readonly details: unknown
}

export function endOf({ incomplete, hit, refusal, hasWholeCalls, isFull }: Ending): End {
  if (hit !== undefined) return { reason: 'stop_sequence', sequence: hit, details: null }
  if (refusal !== '' || incomplete === 'content_filter') {
    const explanation = refusal || 'the host stopped with "content_filter"'
    return { reason: 'refusal', sequence: null, details: { type: 'refusal', category: null, explanation } }
  }
  if (incomplete === null || hasWholeCalls) return { reason: undefined, sequence: null, details: null }
  return { reason: isFull ? 'model_context_window_exceeded' : 'max_tokens', sequence: null, details: null }
}
