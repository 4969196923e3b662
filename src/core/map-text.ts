/** Rewrites the text of an answer, as if a block's text came in one piece. */
import type { AnswerBlock } from '../anthropic/blocks.ts'
import type { BlockDelta, EventStream, StreamEvent } from '../anthropic/events.ts'
import { Batch, type BatchStream, batchesOf, eventsOf } from './batch.ts'

export type TextKind = 'text' | 'thinking' | 'input_json'

export interface MapTextOptions {
  /** Characters that the longest match may have, with all that the pattern looks at around it. Most are held back. */
  readonly hold: number
  /** What to rewrite: `input_json` is the JSON text of tool calls. Default: `['text']`. */
  readonly kinds?: readonly TextKind[]
}

/**
 * Rewrites text that deltas cut anywhere. For a `rewrite` that replaces matches of up to `hold` characters, each
 * block reads as `rewrite(whole text of the block)`, and at most twice `hold` characters of it wait for the next
 * delta; what waits goes out before the block stops. Blocks are apart: a match across two of them is not seen.
 *
 * `rewrite` gets pieces of the original text, never its own output, and the same characters more than once: it must
 * give equal results for equal texts. A piece is passed on only where `rewrite` gives the same for its two halves
 * as for the whole; for a function that no cut suits, such as one that counts words, a block waits until it ends.
 * Rewriting `thinking` makes its signature invalid at a provider that checks it.
 *
 * @example
 * transformEvents: events => mapText(events, text => text.replaceAll('SECRET-123', '***'), { hold: 10 })
 */
export function mapText(
  events: EventStream,
  rewrite: (text: string) => string,
  options: MapTextOptions,
): EventStream {
  if (!(options.hold >= 0)) throw new RangeError('mapText: give `hold` as the length of the longest match.')
  return eventsOf(mapBatches(batchesOf(events), new TextMapper(rewrite, options)))
}

async function* mapBatches(batches: BatchStream, mapper: TextMapper): BatchStream & AsyncGenerator<Batch> {
  for await (const batch of batches) {
    const events = batch.events.flatMap(event => mapper.map(event))
    const isSame =
      events.length === batch.events.length && events.every((event, index) => event === batch.events[index])
    if (isSame) yield batch
    else if (events.length > 0) yield Batch.ofEvents(events)
  }
  const rest = mapper.flushAll()
  if (rest.length > 0) yield Batch.ofEvents(rest)
}

/** Text of an open block that is not out yet. */
interface Window {
  readonly kind: TextKind
  readonly text: string
  /** Length below which no cut is looked for: none was found before. */
  readonly patience: number
}

class TextMapper {
  readonly #rewrite: (text: string) => string
  readonly #hold: number
  readonly #kinds: ReadonlySet<TextKind>
  readonly #windows = new Map<number, Window>()

  constructor(rewrite: (text: string) => string, { hold, kinds = ['text'] }: MapTextOptions) {
    this.#rewrite = rewrite
    this.#hold = hold
    this.#kinds = new Set(kinds)
  }

  map(event: StreamEvent): StreamEvent[] {
    switch (event.type) {
      case 'content_block_start': {
        // The API opens blocks empty; some compatible servers put the first words here.
        const piece = openingOf(event.content_block)
        if (!piece?.text || !this.#kinds.has(piece.kind)) return [event]
        const opening = { ...event, content_block: piece.emptied }
        return [opening, ...deltas(event.index, piece.kind, this.#take(event.index, piece.kind, piece.text))]
      }
      case 'content_block_delta': {
        const piece = textOf(event.delta)
        if (!piece || !this.#kinds.has(piece.kind)) return [...this.#flush(event.index), event]
        if (piece.text === '') return [event]
        const text = this.#take(event.index, piece.kind, piece.text)
        return text === piece.text ? [event] : deltas(event.index, piece.kind, text)
      }
      case 'content_block_stop':
        return [...this.#flush(event.index), event]
      case 'message_delta':
      case 'message_stop':
        return [...this.flushAll(), event]
      default:
        return [event]
    }
  }

  flushAll(): StreamEvent[] {
    return [...this.#windows.keys()].flatMap(index => this.#flush(index))
  }

  #flush(index: number): StreamEvent[] {
    const window = this.#windows.get(index)
    if (!window) return []
    this.#windows.delete(index)
    return deltas(index, window.kind, this.#rewrite(window.text))
  }

  /** Adds to the block's window, and takes out of it what can go, rewritten. */
  #take(index: number, kind: TextKind, more: string): string {
    const { text: held, patience } = this.#windows.get(index) ?? { text: '', patience: 0 }
    const text = held + more
    const last = text.length - this.#hold
    if (last <= 0 || text.length < patience) {
      this.#windows.set(index, { kind, text, patience })
      return ''
    }
    const cut = this.#safeCut(text, last)
    if (cut === text.length) this.#windows.delete(index)
    else
      this.#windows.set(index, {
        kind,
        text: text.slice(cut),
        patience: cut === undefined ? 2 * text.length : 0,
      })
    return cut ? this.#rewrite(text.slice(0, cut)) : ''
  }

  /**
   * The last place at or before `last` that no match spans. A match that begins before `last` ends inside the text,
   * so it is known here; and it is no longer than `hold`, so the search is as short. Undefined where it fails.
   */
  #safeCut(text: string, last: number): number | undefined {
    const whole = this.#rewrite(text)
    const first = last - this.#hold - 1
    for (let cut = last; cut > 0 && cut >= first; cut -= 1) {
      if (splitsPair(text, cut)) continue
      if (this.#rewrite(text.slice(0, cut)) + this.#rewrite(text.slice(cut)) === whole) return cut
    }
    return first > 0 ? undefined : 0
  }
}

interface Opening {
  readonly kind: TextKind
  readonly text: string
  readonly emptied: AnswerBlock
}

function openingOf(block: AnswerBlock): Opening | undefined {
  if (block.type === 'text') return { kind: 'text', text: block.text, emptied: { ...block, text: '' } }
  if (block.type !== 'thinking') return undefined
  return { kind: 'thinking', text: block.thinking, emptied: { ...block, thinking: '' } }
}

function textOf(delta: BlockDelta): { readonly kind: TextKind; readonly text: string } | undefined {
  switch (delta.type) {
    case 'text_delta':
      return { kind: 'text', text: delta.text }
    case 'thinking_delta':
      return { kind: 'thinking', text: delta.thinking }
    case 'input_json_delta':
      return { kind: 'input_json', text: delta.partial_json }
    default:
      return undefined
  }
}

const deltaOf: { readonly [Kind in TextKind]: (text: string) => BlockDelta } = {
  text: text => ({ type: 'text_delta', text }),
  thinking: thinking => ({ type: 'thinking_delta', thinking }),
  input_json: partial_json => ({ type: 'input_json_delta', partial_json }),
}

const deltas = (index: number, kind: TextKind, text: string): StreamEvent[] =>
  text === '' ? [] : [{ type: 'content_block_delta', index, delta: deltaOf[kind](text) }]

/** Whether the cut parts a surrogate pair, or leaves the first half of one that the next delta completes. */
const splitsPair = (text: string, cut: number): boolean => /[\ud800-\udbff]/.test(text[cut - 1] ?? '')
