/**
 * Remembers what was found in a text. A client sends its whole history with every request, in new strings each time: they
 * are found again by their length and a few of their characters, and then compared as a whole, which is an order of
 * magnitude faster than hashing or searching them.
 */
import { noSpans, type Span } from './span.ts'

/** Characters. Shorter texts are searched as fast as they are looked up. */
const shortest = 256
/** Characters of all texts that a generation holds; there are two. */
const mostCharacters = 8_000_000

/** What is known of a text. */
export interface Entry {
  readonly text: string
  /** What the rules say of it, whoever sent it. */
  readonly spans: readonly Span[]
  /** The list of secrets that was last looked for in it, how far, and where they were. */
  secrets?: readonly string[]
  looked: number
  spots: readonly Span[]
}

export class Memo {
  #young = new Map<number, Entry>()
  #old = new Map<number, Entry>()
  #characters = 0

  /** With what `find` said of an equal text, else with what it says now. */
  of(text: string, find: (text: string) => readonly Span[]): Entry {
    if (text.length < shortest) return entryOf(text, find)
    const key = keyOf(text)
    const young = this.#young.get(key)
    if (young?.text === text) return young
    const old = this.#old.get(key)
    const entry = old?.text === text ? old : entryOf(text, find)
    this.#keep(key, entry)
    return entry
  }

  #keep(key: number, entry: Entry): void {
    this.#characters += entry.text.length
    if (this.#characters > mostCharacters) {
      this.#old = this.#young
      this.#young = new Map()
      this.#characters = entry.text.length
    }
    this.#young.set(key, entry)
  }
}

const entryOf = (text: string, find: (text: string) => readonly Span[]): Entry => ({
  text,
  spans: find(text),
  looked: 0,
  spots: noSpans,
})

/** Of texts with the same key only the last is remembered: a wrong guess costs a search, never a wrong answer. */
function keyOf(text: string): number {
  const { length } = text
  let sum = length
  for (let part = 1; part < 8; part += 1) sum = (sum * 31 + text.charCodeAt((length * part) >> 3)) | 0
  return sum
}
