/** Splits `<think>...</think>` (Gemini: `<thought>`) at the start of an answer from the text behind it, wherever the stream is cut. */

export interface Piece {
  readonly kind: 'text' | 'thinking'
  readonly text: string
}

const openings = ['<think>', '<thought>']

export class ThinkTags {
  #state: 'start' | 'opened' | 'inside' | 'closed' | 'text'
  #held = ''
  #closing = ''

  /** `on: false` passes everything as text. */
  constructor(on: boolean) {
    this.#state = on ? 'start' : 'text'
  }

  take(delta: string): readonly Piece[] {
    if (this.#state === 'text' || delta === '') return piece('text', delta)
    this.#held += delta
    return this.#advance()
  }

  /** What was held back, when nothing more comes. */
  rest(): readonly Piece[] {
    const held = this.#held
    this.#held = ''
    return piece(this.#state === 'inside' ? 'thinking' : 'text', held)
  }

  #advance(): readonly Piece[] {
    switch (this.#state) {
      case 'start':
        return this.#start()
      case 'opened':
        return this.#held === '' ? [] : this.#enter()
      case 'inside':
        return this.#inside()
      case 'closed':
        return this.#leave()
      default:
        return this.rest()
    }
  }

  #start(): readonly Piece[] {
    const text = this.#held.trimStart()
    const opening = openings.find(tag => text.startsWith(tag))
    if (opening) {
      this.#closing = opening.replace('<', '</')
      this.#held = text.slice(opening.length)
      this.#state = 'opened'
      return this.#advance()
    }
    if (openings.some(tag => tag.startsWith(text))) return []
    this.#state = 'text'
    return this.rest()
  }

  /** The line end behind the opening belongs to the tag. */
  #enter(): readonly Piece[] {
    this.#held = this.#held.replace(/^\n/, '')
    this.#state = 'inside'
    return this.#inside()
  }

  #inside(): readonly Piece[] {
    const end = this.#held.indexOf(this.#closing)
    if (end >= 0) {
      const thought = this.#held.slice(0, end)
      this.#held = this.#held.slice(end + this.#closing.length)
      this.#state = 'closed'
      return [...piece('thinking', thought), ...this.#leave()]
    }
    const keep = this.#closing.length - 1
    const ready = this.#held.slice(0, -keep)
    this.#held = this.#held.slice(-keep)
    return piece('thinking', ready)
  }

  /** The answer begins with its first word, wherever the lines before it are cut. */
  #leave(): readonly Piece[] {
    this.#held = this.#held.trimStart()
    if (this.#held === '') return []
    this.#state = 'text'
    return this.rest()
  }
}

const piece = (kind: Piece['kind'], text: string): readonly Piece[] => (text === '' ? [] : [{ kind, text }])
