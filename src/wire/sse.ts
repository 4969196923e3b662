/** Server-sent events from an upstream: re-cut as bytes for pass-through, or parsed for dialects we translate. */
import { createParser } from 'eventsource-parser'
import { InternalError } from '../anthropic/errors.ts'

export interface SseEvent {
  readonly event?: string
  readonly data: string
  readonly id?: string
}

/** Bytes that one event may have before we take the upstream for broken. */
const largestEvent = 64 * 1024 * 1024

/**
 * The same bytes, cut so that every piece ends where an event ends (a blank line, whatever its line ends are).
 * An event is passed on with the read that completes it; what stands behind the last one comes when the body ends.
 *
 * Throws an `InternalError` for an event over 64 MB, so that a broken upstream cannot fill the memory.
 */
export async function* frames(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  // Kept as a list: joining a growing remainder on every read would make a large event cost its size squared.
  let pending: Buffer[] = []
  let held = 0
  let last: number | undefined
  for await (const read of body) {
    if (read.length === 0) continue
    const border = lastBorder(read, last)
    last = read.at(-1)
    if (border === 0) {
      pending.push(read)
      held += read.length
      if (held > largestEvent) throw new InternalError('The upstream sent an event of more than 64 MB.')
      continue
    }
    yield joined([...pending, border === read.length ? read : read.subarray(0, border)])
    pending = border === read.length ? [] : [read.subarray(border)]
    held = read.length - border
  }
  if (pending.length > 0) yield joined(pending)
}

/**
 * The parsed events of each read that completes some. An event that the end of the body cuts short of its blank
 * line still counts: some compatible servers leave that line out.
 *
 * Throws an `InternalError` for an event over 64 MB.
 */
export async function* sseData(body: AsyncIterable<Buffer>): AsyncGenerator<SseEvent[]> {
  let events: SseEvent[] = []
  const parser = createParser({
    maxBufferSize: largestEvent,
    onEvent: ({ event, data, id }) => {
      events.push({ data, ...(event !== undefined && { event }), ...(id !== undefined && { id }) })
    },
    onError: error => {
      if (error.type === 'max-buffer-size-exceeded') {
        throw new InternalError('The upstream sent an event of more than 64 MB.', { cause: error })
      }
    },
  })
  // One decoder for all reads: a character may be cut in two.
  const decoder = new TextDecoder()
  for await (const read of body) {
    parser.feed(decoder.decode(read, { stream: true }))
    if (events.length === 0) continue
    yield events
    events = []
  }
  parser.feed(`${decoder.decode()}\n\n`)
  if (events.length > 0) yield events
}

const joined = (parts: readonly Buffer[]): Buffer => {
  const [first] = parts
  return first && parts.length === 1 ? first : Buffer.concat(parts)
}

const lineFeed = 10
const carriageReturn = 13
const endsLine = (byte: number | undefined): boolean => byte === lineFeed || byte === carriageReturn

/**
 * Where the last event that this read completes ends; 0 where it completes none. `before` is the byte ahead of the
 * read. Searched from the back, where the border is in nearly every read.
 */
function lastBorder(read: Buffer, before: number | undefined): number {
  const at = (index: number): number | undefined => (index < 0 ? before : read[index])
  for (let index = read.length - 1; index >= 0; index -= 1) {
    if (!endsLine(read[index])) continue
    const isPair = read[index] === lineFeed && at(index - 1) === carriageReturn
    // A pair that the read's own start divides ended its line, and perhaps its event, with the read before.
    if (isPair && index === 0) continue
    if (endsLine(at(isPair ? index - 2 : index - 1))) return index + 1
  }
  return 0
}
