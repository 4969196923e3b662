/** Token counts of Converse as the API has them: both count what came from a cache apart from the input. */
import { emptyUsage, type Usage } from '../../anthropic/message.ts'
import type { ConverseUsage } from './types.ts'

export function usageOf(usage: ConverseUsage): Usage {
  const { cacheReadInputTokens: read, cacheWriteInputTokens: written, cacheDetails } = usage
  const lasting = (ttl: string): number =>
    (cacheDetails ?? [])
      .filter(detail => detail.ttl === ttl)
      .reduce((sum, { inputTokens = 0 }) => sum + inputTokens, 0)
  return {
    ...emptyUsage,
    input_tokens: usage.inputTokens ?? 0,
    output_tokens: usage.outputTokens ?? 0,
    cache_read_input_tokens: read ?? null,
    cache_creation_input_tokens: written ?? null,
    cache_creation: cacheDetails?.length
      ? { ephemeral_5m_input_tokens: lasting('5m'), ephemeral_1h_input_tokens: lasting('1h') }
      : null,
  }
}
