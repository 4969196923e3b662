/** Lets one item of an output speak at a time, the lowest of those that wait next: an answer is a row of blocks. */
import type { ItemEvent } from './types.ts'

export class ItemOrder {
  #current: number | undefined
  readonly #held = new Map<number, ItemEvent[]>()

  /** The events that are due now that this one has come. */
  take(event: ItemEvent): readonly ItemEvent[] {
    const { output_index: index } = event
    if (this.#current !== undefined && index !== this.#current) {
      this.#held.set(index, [...(this.#held.get(index) ?? []), event])
      return []
    }
    this.#current ??= index
    if (!isEnd(event)) return [event]
    this.#current = undefined
    return [event, ...this.#next()]
  }

  /** All that is held, when nothing more comes: some gateways end no item. */
  rest(): readonly ItemEvent[] {
    const events = [...this.#held].sort(([one], [other]) => one - other).flatMap(([, held]) => held)
    this.#held.clear()
    this.#current = undefined
    return events
  }

  #next(): readonly ItemEvent[] {
    const events: ItemEvent[] = []
    while (this.#current === undefined && this.#held.size > 0) {
      const index = Math.min(...this.#held.keys())
      const held = this.#held.get(index) ?? []
      this.#held.delete(index)
      events.push(...held)
      if (!held.some(isEnd)) this.#current = index
    }
    return events
  }
}

const isEnd = ({ type }: ItemEvent): boolean => type === 'response.output_item.done'
