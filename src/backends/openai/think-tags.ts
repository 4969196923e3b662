/** Splits `<think>...</think>` (Gemini: `<thought>`) at the start of an answer from the text behind it, wherever the stream is cut. */

export interface Piece {
  readonly kind: 'text' | 'thinking'
  readonly text: string
}

const openings = ['<think>', '<thought>']

export class ThinkTags {
  #state: 'start' | 'inside' | 'text'
  #held = ''
  #closing = ''

  /** `on: false` passes everything as text. */
  constructor(on: boolean) {
    this.#state = on ? 'start' : 'text'
  }

  take(delta: string): readonly Piece[] {
    if (this.#state === 'text') return piece('text', delta)
    this.#held += delta
    return this.#state === 'start' ? this.#begin() : this.#inside()
  }

  /** What was held back, when nothing more comes. */
  rest(): readonly Piece[] {
    const held = this.#held
    this.#held = ''
    return piece(this.#state === 'inside' ? 'thinking' : 'text', held)
  }

  #begin(): readonly Piece[] {
    const text = this.#held.trimStart()
    const opening = openings.find(tag => text.startsWith(tag))
    if (opening) {
      this.#closing = opening.replace('<', '</')
      this.#held = text.slice(opening.length).replace(/^\n/, '')
      this.#state = 'inside'
      return this.#inside()
    }
    if (openings.some(tag => tag.startsWith(text))) return []
    this.#state = 'text'
    return this.rest()
  }

  #inside(): readonly Piece[] {
    const end = this.#held.indexOf(this.#closing)
    if (end >= 0) {
      const thought = this.#held.slice(0, end)
      const text = this.#held.slice(end + this.#closing.length).replace(/^\s+/, '')
      this.#held = ''
      this.#state = 'text'
      return [...piece('thinking', thought), ...piece('text', text)]
    }
    const keep = this.#closing.length - 1
    const ready = this.#held.slice(0, -keep)
    this.#held = this.#held.slice(-keep)
    return piece('thinking', ready)
  }
}

const piece = (kind: Piece['kind'], text: string): readonly Piece[] => (text === '' ? [] : [{ kind, text }])
