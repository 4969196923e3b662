/** Cuts the text of a filter into words. What a word may hold depends on what stands before it, so the parser asks for each. */
import { FilterError } from './filter-error.ts'

/** A value as it was written. */
export interface Value {
  readonly text: string
  /** `pattern`: between slashes. */
  readonly form: 'bare' | 'quoted' | 'pattern'
  /** Letters behind a pattern. */
  readonly flags: string
  /** Counts from 0. */
  readonly at: number
}

const signs = ['(', ')', '!', '&', '|'] as const
export type Sign = (typeof signs)[number]

export type Token =
  | { readonly kind: Sign | 'end'; readonly at: number }
  | { readonly kind: 'operator'; readonly name: string; readonly at: number }
  | { readonly kind: 'word'; readonly value: Value; readonly at: number }

const isSign = (character: string): character is Sign => (signs as readonly string[]).includes(character)

export class Scanner {
  readonly text: string
  #position = 0

  constructor(text: string) {
    this.text = text
  }

  next(): Token {
    this.#skipBlanks()
    const at = this.#position
    const character = this.text.charAt(at)
    if (character === '') return { kind: 'end', at }
    if (isSign(character)) {
      this.#position += 1
      return { kind: character, at }
    }
    const [whole, name = ''] = /^~([A-Za-z]*)/.exec(this.text.slice(at)) ?? []
    if (whole === undefined) return { kind: 'word', value: this.#value(), at }
    this.#position += whole.length
    return { kind: 'operator', name, at }
  }

  /** The value that stands next; undefined where something else does. */
  value(): Value | undefined {
    this.#skipBlanks()
    return this.#isAtValue() ? this.#value() : undefined
  }

  get position(): number {
    return this.#position
  }

  #skipBlanks(): void {
    while (/\s/.test(this.text.charAt(this.#position))) this.#position += 1
  }

  #isAtValue(): boolean {
    const character = this.text.charAt(this.#position)
    return character !== '' && character !== '~' && !isSign(character)
  }

  #value(): Value {
    const character = this.text.charAt(this.#position)
    if (character === '"' || character === "'") return this.#quoted(character)
    return character === '/' && this.#hasSecondSlash() ? this.#pattern() : this.#bare()
  }

  /** A path begins with a slash too, but has letters behind its last one that are no flags. */
  #hasSecondSlash(): boolean {
    return /^\/(?:[^/\\]|\\.)+\/[gimsu]*(?=$|[\s&|)])/s.test(this.text.slice(this.#position))
  }

  #quoted(quote: string): Value {
    const at = this.#position
    let text = ''
    for (let index = at + 1; index < this.text.length; index += 1) {
      const character = this.text.charAt(index)
      if (character === quote) {
        this.#position = index + 1
        return { text, form: 'quoted', flags: '', at }
      }
      const next = this.text.charAt(index + 1)
      // Before anything else a backslash is its own: patterns are full of them.
      if (character === '\\' && next === quote) {
        text += next
        index += 1
      } else text += character
    }
    throw new FilterError(`this ${quote} is never closed`, this.text, at)
  }

  #pattern(): Value {
    const at = this.#position
    const [whole = '', text = '', flags = ''] =
      /^\/((?:[^/\\]|\\.)+)\/([gimsu]*)/s.exec(this.text.slice(at)) ?? []
    this.#position += whole.length
    return { text, form: 'pattern', flags, at }
  }

  /** Up to a blank or a sign; brackets that begin inside it belong to it, and so does `|` between two of its letters. */
  #bare(): Value {
    const at = this.#position
    let depth = 0
    let index = at
    for (; index < this.text.length; index += 1) {
      const character = this.text.charAt(index)
      if (/\s/.test(character) || character === '&') break
      if (character === '|' && !(index > at && /[^\s~!()&|#]/.test(this.text.charAt(index + 1)))) break
      if (character === '(') depth += 1
      if (character === ')') depth -= 1
      if (depth < 0) break
    }
    this.#position = index
    return { text: this.text.slice(at, index), form: 'bare', flags: '', at }
  }
}
