/** Puts the originals back into an answer, wherever its deltas cut a placeholder. */
import type { EventStream, StreamEvent } from 'claudecodex'
import { canonical, mayHold, openEnd, placeholders } from './placeholder.ts'
import type { Vault } from './vault.ts'
import { mapBlocks } from './walk.ts'

type Delta = Extract<StreamEvent, { readonly type: 'content_block_delta' }>
type Start = Extract<StreamEvent, { readonly type: 'content_block_start' }>
type Kind = 'text' | 'json'

/**
 * The same events with the vault's values in place of their placeholders: in text, in the JSON of tool calls (escaped as
 * JSON wants it), in citations and results of the provider's own tools. Text waits for the next delta only where it ends
 * like the beginning of a placeholder. Thinking passes as it is: its signature comes last, and fits what was signed.
 * `unknown` is told of what looks like a placeholder and is none.
 */
export async function* restored(
  events: EventStream,
  vault: Vault,
  unknown: (placeholder: string) => void,
): EventStream {
  const restorer = new Restorer(vault, unknown)
  for await (const event of events) yield* restorer.next(event)
  yield* restorer.rest()
}

class Restorer {
  readonly #vault: Vault
  readonly #unknown: (placeholder: string) => void
  readonly #placeholders = placeholders()
  /** The end of what the open block has said so far. */
  #waiting: { readonly index: number; readonly kind: Kind; readonly text: string } | undefined

  constructor(vault: Vault, unknown: (placeholder: string) => void) {
    this.#vault = vault
    this.#unknown = unknown
  }

  next(event: StreamEvent): readonly StreamEvent[] {
    switch (event.type) {
      case 'content_block_start':
        return [...this.rest(), ...this.#start(event)]
      case 'content_block_delta':
        return this.#delta(event)
      case 'content_block_stop':
      case 'message_stop':
        return [...this.rest(), event]
      case 'message_delta':
        return [...this.rest(), mapBlocks(event, this.#inText, false)]
      default:
        return [event]
    }
  }

  rest(): readonly StreamEvent[] {
    if (!this.#waiting) return []
    const { index, kind, text } = this.#waiting
    this.#waiting = undefined
    return [deltaOf(index, kind, this.#replaced(text, kind))]
  }

  /** The API opens blocks empty; some compatible servers put the first words here, and results of tools come whole. */
  #start(event: Start): readonly StreamEvent[] {
    const { content_block: block, index } = event
    if (block.type === 'thinking') return [event]
    if (block.type !== 'text' || block.text === '') return [mapBlocks(event, this.#inText, false)]
    return [{ ...event, content_block: { ...block, text: '' } }, ...this.#take(index, 'text', block.text)]
  }

  #delta(event: Delta): readonly StreamEvent[] {
    const { delta, index } = event
    switch (delta.type) {
      case 'text_delta':
        return this.#take(index, 'text', delta.text, event)
      case 'input_json_delta':
        return this.#take(index, 'json', delta.partial_json, event)
      case 'thinking_delta':
      case 'signature_delta':
        return [event]
      default:
        return [...this.rest(), mapBlocks(event, this.#inText, false)]
    }
  }

  /** The event itself where it neither brings nor follows anything of a placeholder. */
  #take(index: number, kind: Kind, more: string, event?: Delta): readonly StreamEvent[] {
    const text = (this.#waiting?.text ?? '') + more
    const open = openEnd(text)
    if (event && !this.#waiting && open === 0 && !mayHold(text)) return [event]
    const end = text.length - open
    this.#waiting = open > 0 ? { index, kind, text: text.slice(end) } : undefined
    return end > 0 ? [deltaOf(index, kind, this.#replaced(text.slice(0, end), kind))] : []
  }

  readonly #inText = (text: string): string => this.#replaced(text, 'text')

  #replaced(text: string, kind: Kind): string {
    if (!mayHold(text)) return text
    return text.replaceAll(this.#placeholders, written => {
      const name = canonical(written)
      const original = this.#vault.original(name)
      if (original === undefined) {
        if (!this.#vault.knows(name)) this.#unknown(written)
        return written
      }
      return kind === 'json' ? JSON.stringify(original).slice(1, -1) : original
    })
  }
}

const deltaOf = (index: number, kind: Kind, text: string): StreamEvent => ({
  type: 'content_block_delta',
  index,
  delta: kind === 'json' ? { type: 'input_json_delta', partial_json: text } : { type: 'text_delta', text },
})
