/** When an answer has begun: until then it can be asked for again, and nobody has seen anything of it. */
import type { EventStream } from '../anthropic/events.ts'
import { type Batch, batchesOf, eventsOf } from './batch.ts'
import { ContinuedFlow, flowOf } from './flow.ts'

/** Bytes that are held back for an answer of which no content can be found. */
const mostHeld = 64 * 1024

/**
 * Waits for the first content of a stream: any event but `message_start`, pings, and events of unknown types. Resolves with
 * the same stream, whole; what passes through it unchanged still leaves as the bytes it came in, unparsed. Throws what
 * failed before.
 *
 * @example
 * async around(exchange, next) {
 *   try {
 *     return await begun(next(exchange))
 *   } catch (error) {
 *     if (!ApiError.is(error) || error.type !== 'overloaded_error') throw error
 *     return next(exchange)
 *   }
 * }
 */
export async function begun(events: EventStream): Promise<EventStream> {
  const flow = flowOf(batchesOf(events))
  const held: Batch[] = []
  for (let bytes = 0; bytes < mostHeld; ) {
    const batch = flow.take()
    if (batch) {
      held.push(batch)
      if (hasContent(batch)) break
      bytes += batch.frames.length
    } else if (flow.isOver) break
    else await flow.ready()
  }
  return eventsOf(new ContinuedFlow(held, flow))
}

const content = ['content_block_', 'message_delta', 'message_stop'] as const

/** Frames are searched and not parsed: a word that is found in a name costs no more than a try. */
function hasContent(batch: Batch): boolean {
  if (batch.source === 'body') return true
  if (batch.source === 'frames') return content.some(type => batch.frames.includes(type))
  return batch.events.some(({ type }) => content.some(start => type.startsWith(start)))
}
