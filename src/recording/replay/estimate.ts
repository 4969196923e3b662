/** What a replay is expected to take, from what the recorded run took. */
import { emptyUsage, promptTokens } from '../../anthropic/message.ts'
import { costOf, type Price } from '../../core/price.ts'
import type { RecordedExchange } from '../recorded-exchange.ts'
import type { Estimate } from './job.ts'

/** Characters of a request for a token, where nothing was counted. */
const bytesPerToken = 4
/** Tokens of an answer where no answer of the recording has a count. */
const usualAnswer = 500

/** `typicalOutput`: tokens of an answer whose own count is not recorded. */
export function estimateOf(
  { open, request, end }: RecordedExchange,
  price: Price | undefined,
  typicalOutput: number,
): Estimate {
  const usage = end?.usage
  const counted = usage && promptTokens(usage) > 0 ? usage : undefined
  const inputTokens = counted
    ? promptTokens(counted)
    : Math.ceil((request?.bytes ?? open.asked.bytes) / bytesPerToken)
  const outputTokens = counted?.output_tokens ?? typicalOutput
  const dollars = costOf({ ...emptyUsage, input_tokens: inputTokens, output_tokens: outputTokens }, price)
  return { inputTokens, outputTokens, isGuess: !counted, ...(dollars !== undefined && { dollars }) }
}

/** The mean answer of a recording, in tokens. */
export function typicalOutput(exchanges: readonly RecordedExchange[]): number {
  const counts = exchanges.flatMap(({ end }) => (end?.usage ? [end.usage.output_tokens] : []))
  if (counts.length === 0) return usualAnswer
  return Math.ceil(counts.reduce((sum, count) => sum + count, 0) / counts.length)
}

/** Tokens of a prompt in which every tier of a price is passed. */
const longestPrompt = 1_000_000_000

/** True where no number of tokens costs anything, such as of a model on this machine. */
export const isSurelyFree = (price: Price | undefined): boolean =>
  [1, longestPrompt].every(
    tokens => costOf({ ...emptyUsage, input_tokens: tokens, output_tokens: 1 }, price) === 0,
  )
