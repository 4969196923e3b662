/** A recorded answer as events, at the pace at which it came or at once. */
import type { StreamEvent } from '../../anthropic/events.ts'
import type { Message } from '../../anthropic/message.ts'
import { unfold } from '../../anthropic/unfold.ts'
import type { ExchangeLine } from '../../recording/schema.ts'

/** `speed` 1 is as it was, 2 twice as fast. */
export interface Pacing {
  readonly speed: number
  /** Milliseconds at most between two events. Default: no limit. */
  readonly maxGap?: number
}

export interface Clock {
  /** Milliseconds. */
  now(): number
  /** Rejects when the signal is aborted. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** Of an answer that broke off: without what would make its last block and itself look complete. */
export function brokenOff(message: Message): readonly StreamEvent[] {
  const events = [...unfold(message)]
  const last = events.findLastIndex(({ type }) => type === 'content_block_stop')
  return events.slice(0, last < 0 ? 1 : last)
}

/** Each event when it came. Without pacing nobody waits. */
export async function* paced(
  events: readonly StreamEvent[],
  end: ExchangeLine,
  pacing: Pacing | undefined,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent> {
  if (!pacing) {
    yield* events
    return
  }
  const pieces = events.flatMap(inPieces)
  const moments = momentsOf(pieces, end)
  let due = clock.now()
  let last = 0
  for (const [index, event] of pieces.entries()) {
    const moment = moments[index] ?? last
    due += Math.min(moment - last, pacing.maxGap ?? Infinity) / pacing.speed
    last = moment
    const rest = due - clock.now()
    if (rest > 0) await clock.wait(rest, signal)
    yield event
  }
}

/** Waits as long as an exchange took that brought nothing. */
export async function pausedFor(
  { timing }: ExchangeLine,
  pacing: Pacing | undefined,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (!pacing) return
  const wanted = Math.min(timing.total ?? 0, pacing.maxGap ?? Infinity) / pacing.speed
  if (wanted > 0) await clock.wait(wanted, signal)
}

/** Characters of a piece, as the API sends them. */
const pieceLength = 16

/** A block's text in words: the recording keeps the whole, and the pace in which it grew. */
function inPieces(event: StreamEvent): readonly StreamEvent[] {
  if (event.type !== 'content_block_delta') return [event]
  const { delta } = event
  switch (delta.type) {
    case 'text_delta':
      return cut(delta.text).map(text => ({ ...event, delta: { ...delta, text } }))
    case 'thinking_delta':
      return cut(delta.thinking).map(thinking => ({ ...event, delta: { ...delta, thinking } }))
    case 'input_json_delta':
      return cut(delta.partial_json).map(partial_json => ({ ...event, delta: { ...delta, partial_json } }))
    default:
      return [event]
  }
}

function cut(text: string): readonly string[] {
  const pieces: string[] = []
  for (const word of text.match(/\S+\s*|\s+/g) ?? []) {
    const last = pieces.at(-1)
    if (last !== undefined && last.length + word.length <= pieceLength)
      pieces[pieces.length - 1] = last + word
    else pieces.push(word)
  }
  return pieces.length > 0 ? pieces : [text]
}

/** When each event had come whole, in milliseconds: the same share of the events as of what was counted then. */
function momentsOf(events: readonly StreamEvent[], { pace, timing }: ExchangeLine): readonly number[] {
  const { firstEvent = 0, total = firstEvent } = timing
  const steps = pace?.length
    ? pace
    : ([
        [firstEvent, 1],
        [total, 1],
      ] as const)
  const amount = steps.reduce((sum, [, part]) => sum + part, 0)
  const sizes = events.map(event => JSON.stringify(event).length)
  const size = sizes.reduce((sum, part) => sum + part, 0)
  let sent = 0
  let step = 0
  let came = steps[0]?.[1] ?? 0
  return sizes.map(part => {
    sent += part
    while (step < steps.length - 1 && came / amount < sent / size - 1e-9) {
      step += 1
      came += steps[step]?.[1] ?? 0
    }
    return steps[step]?.[0] ?? 0
  })
}
