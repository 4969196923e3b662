/** Takes the client's own beginning off an answer that repeats it: Anthropic returns only what follows. */
export class Prefill {
  readonly #start: string
  #held = ''
  #isDecided: boolean

  constructor(start: string) {
    this.#start = start
    this.#isDecided = start === ''
  }

  take(delta: string): string {
    if (this.#isDecided) return delta
    this.#held += delta
    if (this.#held.length < this.#start.length && this.#start.startsWith(this.#held)) return ''
    return this.rest()
  }

  /** What was held back, when nothing more comes. */
  rest(): string {
    this.#isDecided = true
    const held = this.#held
    this.#held = ''
    return held.startsWith(this.#start) ? held.slice(this.#start.length) : held
  }
}
