/** How much of each part has been passed on: a part comes in pieces, whole at its end, or both. */
import type { ItemEvent } from './types.ts'

export type PartKind = 'text' | 'refusal' | 'summary' | 'thought' | 'arguments'

type Place = Pick<ItemEvent, 'output_index' | 'content_index' | 'summary_index'>

export class SentParts {
  /** Characters by item, kind and part. */
  readonly #lengths = new Map<string, number>()

  /** What is new: the piece, or of a whole part what its pieces have left out. */
  next(
    place: Place,
    kind: PartKind,
    delta: string | null | undefined,
    whole: string | null | undefined,
  ): string {
    const key = keyOf(place, kind)
    const sent = this.#lengths.get(key) ?? 0
    const text = typeof delta === 'string' ? delta : typeof whole === 'string' ? whole.slice(sent) : ''
    if (text !== '') this.#lengths.set(key, sent + text.length)
    return text
  }

  hasBegun(place: Place, kind: PartKind): boolean {
    return this.#lengths.has(keyOf(place, kind))
  }

  /** True where something of the item has been passed on, of that kind where one is given. */
  any(index: number, kind?: PartKind): boolean {
    const start = kind === undefined ? `${index} ` : `${index} ${kind} `
    return [...this.#lengths.keys()].some(key => key.startsWith(start))
  }

  /** An index begins anew: some gateways give one to several items. */
  forget(index: number): void {
    for (const key of this.#lengths.keys()) if (key.startsWith(`${index} `)) this.#lengths.delete(key)
  }
}

const keyOf = (
  { output_index: index, content_index: content, summary_index: summary }: Place,
  kind: PartKind,
) => `${index} ${kind} ${content ?? summary ?? 0}`
