/** What a backend reads from a request beside its translation. */
import { randomBytes } from 'node:crypto'
import type { TextBlock } from '../../anthropic/blocks.ts'
import { emptyMessage } from '../../anthropic/message.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import { unfold } from '../../anthropic/unfold.ts'
import type { Call } from '../../core/backend.ts'
import { Batch } from '../../core/batch.ts'

export type Warn = (text: string) => void

/** A warning once for a request, however many blocks it is true of. */
export function once(call: Call): Warn {
  const said = new Set<string>()
  return text => {
    if (said.has(text)) return
    said.add(text)
    call.warn(text)
  }
}

/** The same request where a null means what a missing field does: clients write both. */
export function withoutNulls(request: MessagesRequest): MessagesRequest {
  const fields = Object.entries(request)
  return fields.every(([, value]) => value !== null)
    ? request
    : (Object.fromEntries(fields.filter(([, value]) => value !== null)) as MessagesRequest)
}

/** An id for an answer, ours: a host's may repeat. */
export const newMessageId = (): string => `msg_${randomBytes(12).toString('hex')}`

/** True where at most one tool call is wanted. */
export const isSingle = ({ tool_choice: choice }: MessagesRequest): boolean =>
  choice !== undefined && choice.type !== 'none' && choice.disable_parallel_tool_use === true

/** Clients drop the second of two calls with one id, over the whole conversation. */
export const callIds = (request: MessagesRequest): readonly string[] =>
  request.messages.flatMap(({ content }) =>
    typeof content === 'string'
      ? []
      : content.flatMap(block => (block.type === 'tool_use' ? [block.id] : [])),
  )

/** No tokens asked for: Anthropic fills its cache then; there is none here to fill, and no host takes a zero. */
export async function* nothingAsked(request: MessagesRequest): AsyncGenerator<Batch> {
  yield Batch.ofEvents([
    ...unfold({ ...emptyMessage(newMessageId(), request.model), stop_reason: 'max_tokens' }),
  ])
}

/** The attribution line differs between conversations and would spoil every prefix cache. */
const attribution = /^\s*x-anthropic-billing-header:/

/** The blocks of the leading system text that are meant for the model. */
export function systemBlocks({ system }: MessagesRequest): readonly TextBlock[] {
  const blocks: readonly TextBlock[] =
    typeof system === 'string' ? [{ type: 'text', text: system }] : (system ?? [])
  return blocks.filter(({ type, text }) => type === 'text' && text !== '' && !attribution.test(text))
}

/** The schema that the answer is to have. */
export const formatSchema = (request: MessagesRequest): unknown =>
  request.output_config?.format?.schema ?? (request.output_format as { schema?: unknown } | undefined)?.schema

/** OpenAI's word for the client's choice of a tier. */
export function serviceTier(request: MessagesRequest): { readonly service_tier?: string } {
  if (request.service_tier === 'auto') return { service_tier: 'auto' }
  return request.service_tier === 'standard_only' ? { service_tier: 'default' } : {}
}
