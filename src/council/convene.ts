/** A council sits: its members answer, review each other, and one of them writes the answer. Pure: all that it does, it does by `parts`. */
import { toApiError } from '../anthropic/errors.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import { Channel } from './channel.ts'
import type { Judging } from './judging.ts'
import { standardJudging } from './review/standard-judging.ts'
import { Sitting } from './sitting.ts'
import { stages } from './stages.ts'
import { BrokenAnswer } from './told.ts'
import type { Council, CouncilEvent, CouncilParts } from './types.ts'

/**
 * What happens in the council, event by event; the last one is `ended` or `failed`. It begins with the first look at it. An abort
 * of `signal`, or a reader who leaves, stops every call within the tick; the reader then hears the signal's reason.
 */
export function convene(
  council: Council,
  request: MessagesRequest,
  parts: CouncilParts,
  signal: AbortSignal,
  judging: Judging = standardJudging,
): AsyncIterable<CouncilEvent> {
  return { [Symbol.asyncIterator]: () => sit(council, request, parts, signal, judging) }
}

function sit(
  council: Council,
  request: MessagesRequest,
  parts: CouncilParts,
  signal: AbortSignal,
  judging: Judging,
): AsyncIterator<CouncilEvent> {
  const sitting = new Sitting(council, request, parts, judging, event => channel.push(event))
  const end = (): void => {
    signal.removeEventListener('abort', abort)
    sitting.end()
  }
  const abort = (): void => {
    channel.fail(signal.reason)
    end()
  }
  const begin = (): void => {
    if (signal.aborted) {
      abort()
      return
    }
    signal.addEventListener('abort', abort, { once: true })
    // What still fails when it is over is nobody's any more.
    run(sitting).then(
      () => {
        end()
        channel.close()
      },
      () => {},
    )
  }
  const channel = new Channel<CouncilEvent>(begin, end)
  return channel
}

/** Rejects only when the sitting is over. */
async function run(sitting: Sitting): Promise<void> {
  sitting.begin()
  try {
    const result = await stages(sitting)
    sitting.tell({ type: 'ended', result })
  } catch (thrown) {
    if (sitting.isOver) throw thrown
    const error = toApiError(thrown instanceof BrokenAnswer ? thrown.cause : thrown)
    sitting.tell({ type: 'failed', error, answers: sitting.answers })
  }
}
