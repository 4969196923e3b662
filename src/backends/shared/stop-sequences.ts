/**
 * Enforces stop sequences that a host does not: text leaves only when it can no longer be the start of one. Of several the
 * one that is complete first counts, and of two that end together the longer one, as for a host that looks at each token.
 */
export class StopSequences {
  readonly #stops: readonly string[]
  #held = ''
  /** The sequence that was met: nothing may follow. */
  hit: string | undefined

  constructor(stops: readonly string[]) {
    this.#stops = stops
  }

  /** The part of the text that may leave now. */
  take(delta: string): string {
    if (this.hit !== undefined) return ''
    if (this.#stops.length === 0) return delta
    const text = this.#held + delta
    const found = this.#stops
      .map(stop => ({ stop, at: text.indexOf(stop) }))
      .filter(({ at }) => at >= 0)
      .sort((one, other) => one.at + one.stop.length - (other.at + other.stop.length) || one.at - other.at)[0]
    if (found) {
      this.hit = found.stop
      this.#held = ''
      return text.slice(0, found.at)
    }
    const keep = Math.max(...this.#stops.map(stop => overlap(text, stop)))
    this.#held = keep === 0 ? '' : text.slice(-keep)
    return keep === 0 ? text : text.slice(0, -keep)
  }

  /** What was held back, when nothing more comes. */
  rest(): string {
    const held = this.#held
    this.#held = ''
    return held
  }
}

/** How many characters at the end of the text are the start of the sequence. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(stop.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length
  }
  return 0
}
