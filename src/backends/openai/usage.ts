/** Token counts of a host as Anthropic counts them: what came from a cache is apart from the input. */
import { emptyUsage, type Usage } from '../../anthropic/message.ts'
import type { ChatUsage } from './types.ts'

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0

const count = (...candidates: readonly unknown[]): number => candidates.find(isCount) ?? 0

/** False where a host sends the field and counts nothing in it: then an estimate is nearer. */
export const isCounted = (usage: ChatUsage | null | undefined): usage is ChatUsage =>
  count(usage?.prompt_tokens) + count(usage?.completion_tokens) > 0

export function usageOf(usage: ChatUsage): Usage {
  const details = usage.prompt_tokens_details
  const read = count(details?.cached_tokens, usage.prompt_cache_hit_tokens, usage.cache_read_input_tokens)
  const written = count(details?.cache_write_tokens, usage.cache_creation_tokens)
  const prompt = count(usage.prompt_tokens)
  const reasoning = usage.completion_tokens_details?.reasoning_tokens
  return {
    ...emptyUsage,
    input_tokens: Math.max(0, prompt - read - written),
    output_tokens: count(usage.completion_tokens) + unsaid(usage, prompt),
    cache_read_input_tokens: read,
    cache_creation_input_tokens: written,
    output_tokens_details: isCount(reasoning) ? { thinking_tokens: reasoning } : null,
  }
}

/** Gemini leaves its thoughts out of the completion and counts them in the total. */
function unsaid(usage: ChatUsage, prompt: number): number {
  return Math.max(0, count(usage.total_tokens) - prompt - count(usage.completion_tokens))
}
