/** Token counts of the Responses API as Anthropic counts them: what came from a cache is apart from the input. */
import { emptyUsage, type Usage } from '../../anthropic/message.ts'
import type { ResponsesUsage } from './types.ts'

const count = (value: unknown): number => (Number.isInteger(value) && Number(value) > 0 ? Number(value) : 0)

/** Undefined where the host sends the field and counts nothing in it: then an estimate is nearer. */
export function usageOf(usage: ResponsesUsage | null | undefined): Usage | undefined {
  const input = count(usage?.input_tokens)
  const output = count(usage?.output_tokens)
  if (!usage || input + output === 0) return undefined
  const read = count(usage.input_tokens_details?.cached_tokens)
  const written = count(usage.input_tokens_details?.cache_write_tokens)
  const thinking = usage.output_tokens_details?.reasoning_tokens
  return {
    ...emptyUsage,
    input_tokens: Math.max(0, input - read - written),
    output_tokens: output,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: written,
    output_tokens_details: Number.isInteger(thinking) ? { thinking_tokens: count(thinking) } : null,
  }
}
