/** The last body of each conversation, as long as there is room: the next one will be much like it. */
import type { Packed } from './packed.ts'

export interface Remembered {
  readonly bytes: Buffer
  readonly packed: Packed
}

const mostLanes = 32
/** Of all bodies together. */
const mostBytes = 48 * 1024 * 1024

export class Lanes {
  readonly #lanes = new Map<string, Remembered>()
  #bytes = 0

  get(lane: string): Remembered | undefined {
    return this.#lanes.get(lane)
  }

  set(lane: string, body: Remembered): void {
    this.#forget(lane)
    if (body.bytes.length > mostBytes) return
    this.#lanes.set(lane, body)
    this.#bytes += body.bytes.length
    for (const oldest of this.#lanes.keys()) {
      if (this.#bytes <= mostBytes && this.#lanes.size <= mostLanes) break
      this.#forget(oldest)
    }
  }

  #forget(lane: string): void {
    this.#bytes -= this.#lanes.get(lane)?.bytes.length ?? 0
    this.#lanes.delete(lane)
  }
}
