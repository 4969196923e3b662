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
 * Cuts reads so that every piece ends where an event ends (a blank line, whatever its line ends are). An event is
 * passed on with the read that completes it; what stands behind the last one is the rest.
 */
export class FrameCutter {
  // Kept as a list: joining a growing remainder on every read would make a large event cost its size squared.
  #pending: Buffer[] = []
  #held = 0
  #last: number | undefined

  /** The bytes that a read completes; undefined where it completes none. Throws an `InternalError` for an event over 64 MB. */
  push(read: Buffer): Buffer | undefined {
    if (read.length === 0) return undefined
    const border = lastBorder(read, this.#last)
    this.#last = read.at(-1)
    if (border === 0) {
      this.#pending.push(read)
      this.#held += read.length
      if (this.#held > largestEvent) throw new InternalError('The upstream sent an event of more than 64 MB.')
      return undefined
    }
    const whole = border === read.length ? read : read.subarray(0, border)
    const complete = this.#pending.length === 0 ? whole : Buffer.concat([...this.#pending, whole])
    this.#pending = border === read.length ? [] : [read.subarray(border)]
    this.#held = read.length - border
    return complete
  }

  /** What is left when the body has ended. */
  rest(): Buffer | undefined {
    return this.#pending.length === 0 ? undefined : joined(this.#pending)
  }
}

/** The same bytes in pieces of complete events. Throws an `InternalError` for an event over 64 MB. */
export async function* frames(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const cutter = new FrameCutter()
  for await (const read of body) {
    const complete = cutter.push(read)
    if (complete) yield complete
  }
  const rest = cutter.rest()
  if (rest) yield rest
}

/**
 * Parses reads into events. One that the end of the body cuts short of its blank line still counts: some compatible
 * servers leave that line out.
 */
export class SseReader {
  #events: SseEvent[] = []
  // One decoder for all reads: a character may be cut in two.
  readonly #decoder = new TextDecoder()
  readonly #parser = createParser({
    maxBufferSize: largestEvent,
    onEvent: ({ event, data, id }) => {
      this.#events.push({ data, ...(event !== undefined && { event }), ...(id !== undefined && { id }) })
    },
    onError: error => {
      if (error.type === 'max-buffer-size-exceeded') {
        throw new InternalError('The upstream sent an event of more than 64 MB.', { cause: error })
      }
    },
  })

  /** The events that a read completes. Throws an `InternalError` for an event over 64 MB. */
  push(read: Buffer): SseEvent[] {
    this.#parser.feed(this.#decoder.decode(read, { stream: true }))
    return this.#taken()
  }

  /** What is left when the body has ended. */
  rest(): SseEvent[] {
    this.#parser.feed(`${this.#decoder.decode()}\n\n`)
    return this.#taken()
  }

  #taken(): SseEvent[] {
    const events = this.#events
    this.#events = []
    return events
  }
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
