/** Which calls of tools have failed, as the requests that brought their results say. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import { RecordingError } from '../../recording/recording-error.ts'

/**
 * Ids of failed calls. A conversation holds all of its results, so only the last request of each is read, and the last one before it
 * became shorter: what a compaction takes away is in no later request.
 */
export async function failedCalls(exchanges: readonly RecordedExchange[]): Promise<ReadonlySet<string>> {
  const failed = new Set<string>()
  for (const exchange of fullest(exchanges)) {
    for (const id of errorsIn(await readable(exchange))) failed.add(id)
  }
  return failed
}

function fullest(exchanges: readonly RecordedExchange[]): readonly RecordedExchange[] {
  const last = new Map<string, RecordedExchange>()
  const found: RecordedExchange[] = []
  for (const exchange of exchanges) {
    const { who, kind, asked } = exchange.open
    if (kind !== 'messages') continue
    const lane = JSON.stringify([who.session, who.agent, who.class])
    const before = last.get(lane)
    if (before && before.open.asked.bytes > asked.bytes) found.push(before)
    last.set(lane, exchange)
  }
  return [...found, ...last.values()]
}

/** Of one that is damaged, nothing can be seen. */
async function readable(exchange: RecordedExchange): Promise<MessagesRequest | undefined> {
  try {
    return await exchange.requestValue()
  } catch (thrown) {
    if (thrown instanceof RecordingError) return undefined
    throw thrown
  }
}

function errorsIn(request: MessagesRequest | undefined): readonly string[] {
  const messages = Array.isArray(request?.messages) ? request.messages : []
  return messages.flatMap(({ content }: MessagesRequest['messages'][number]) =>
    Array.isArray(content)
      ? content.flatMap(block =>
          block.type === 'tool_result' && block.is_error ? [String(block.tool_use_id)] : [],
        )
      : [],
  )
}
