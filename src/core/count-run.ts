/** The count of a prompt: an exchange without a stream. */
import { type ApiError, InternalError, toApiError } from '../anthropic/errors.ts'
import type { Message } from '../anthropic/message.ts'
import type { TokenCount } from './backend.ts'
import type { Batch } from './batch.ts'
import { dispatchCount } from './dispatch.ts'
import { Kept } from './kept.ts'
import type { LiveExchange } from './live-exchange.ts'
import { rescued } from './onion.ts'
import { before, finish, Leaving, outcomeOf, type RunParts } from './phases.ts'
import type { RunningPlugin } from './running-plugin.ts'

export async function countExchange(exchange: LiveExchange, parts: RunParts): Promise<TokenCount> {
  const reached: RunningPlugin[] = []
  const leaving = new Leaving(exchange.signal)
  let failure: ApiError | undefined
  let count: TokenCount | undefined
  try {
    const innermost = await leaving.race(before(exchange, parts, reached))
    count = innermost
      ? countOf(await firstMessage(innermost(exchange)))
      : await leaving.race(dispatchCount(exchange, parts))
    return count
  } catch (thrown) {
    const answer = await rescuedByAny(exchange, reached, toApiError(thrown))
    if (!('content' in answer)) failure = answer
    else count = countOf(answer)
    if (count) return count
    throw answer
  } finally {
    leaving.stop()
    const kind = exchange.signal.aborted ? 'aborted' : failure ? 'failed' : 'answered'
    await finish(exchange, parts, reached, outcomeOf(kind, failure, undefined, count?.inputTokens))
  }
}

async function firstMessage(stream: AsyncIterable<Batch>): Promise<Message> {
  const kept = new Kept()
  for await (const batch of stream) kept.add(batch)
  const { message } = kept
  if (!message) throw new InternalError('a plugin answered a count with nothing')
  return message
}

async function rescuedByAny(
  exchange: LiveExchange,
  reached: readonly RunningPlugin[],
  failure: ApiError,
): Promise<Message | ApiError> {
  let answer: Message | ApiError = failure
  for (const running of reached.toReversed()) {
    if (!running.has('onError') || 'content' in answer) continue
    try {
      answer = await rescued(running, exchange, answer)
    } catch (thrown) {
      answer = toApiError(thrown)
    }
  }
  return answer
}

const countOf = (message: Message): TokenCount => ({
  inputTokens: message.usage.input_tokens,
  estimated: true,
})
