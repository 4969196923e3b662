/** The last body of each conversation, as long as there is room: the next one will be much like it. */
import type { Packed } from './packed.ts'

export interface Remembered {
  readonly bytes: Buffer
  readonly packed: Packed
}

const mostLanes = 32
/** Of all bodies together. */
const mostBytes = 48 * 1024 * 1024

/** How much longer than a body its room is: the next one is longer. */
const spare = 1.25

interface Lane extends Remembered {
  /** Longer than `bytes`, which stand in it. */
  readonly room: Buffer
}

export class Lanes {
  readonly #lanes = new Map<string, Lane>()
  #bytes = 0

  /** Its bytes are those of the moment: the next `set` of the lane writes over them. */
  get(lane: string): Remembered | undefined {
    return this.#lanes.get(lane)
  }

  /** Copies the bytes: bodies that were kept themselves would grow old, and large old ones make the garbage collector work. */
  set(lane: string, { bytes, packed }: Remembered): void {
    const before = this.#lanes.get(lane)?.room
    this.#forget(lane)
    if (bytes.length > mostBytes) return
    const fits = before !== undefined && before.length >= bytes.length
    const room = fits ? before : Buffer.allocUnsafeSlow(Math.ceil(bytes.length * spare))
    bytes.copy(room)
    this.#lanes.set(lane, { bytes: room.subarray(0, bytes.length), packed, room })
    this.#bytes += room.length
    for (const oldest of this.#lanes.keys()) {
      if (this.#bytes <= mostBytes && this.#lanes.size <= mostLanes) break
      this.#forget(oldest)
    }
  }

  #forget(lane: string): void {
    this.#bytes -= this.#lanes.get(lane)?.room.length ?? 0
    this.#lanes.delete(lane)
  }
}
