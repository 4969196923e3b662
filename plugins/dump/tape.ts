/** The events of one answer with their times, up to a size. */
import type { StreamEvent } from 'claudecodex'

export interface Taped {
  /** Milliseconds since the exchange began. */
  readonly at: number
  readonly event: StreamEvent
}

/** Characters of text after which no more events are kept in memory. */
const most = 32 * 1024 * 1024
/** What an event takes beside its text. */
const frame = 100

export class Tape {
  readonly taped: Taped[] = []
  /** Events that there was no room for. */
  dropped = 0
  #size = 0
  readonly #limit: number

  constructor(limit = most) {
    this.#limit = limit
  }

  add(event: StreamEvent, at: number): void {
    if (this.#size > this.#limit) {
      this.dropped += 1
      return
    }
    this.#size += frame + (event.type === 'content_block_delta' ? lengthOf(event.delta) : 0)
    this.taped.push({ at, event })
  }
}

const lengthOf = (delta: object): number =>
  Object.values(delta).reduce((sum: number, value) => sum + (typeof value === 'string' ? value.length : 0), 0)
