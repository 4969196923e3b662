/** A terminal in memory: as much of one as the monitor uses, wrapping lines and moving the cursor as real ones do. */
import { widthOf } from '../../../plugins/log/text.ts'

export class Terminal {
  readonly isTTY: boolean
  columns: number
  rows: number
  /** All that was written. */
  written = ''
  #lines: string[] = ['']
  #row = 0
  #wraps = true

  constructor(columns = 80, rows = 24, isTTY = true) {
    this.columns = columns
    this.rows = rows
    this.isTTY = isTTY
  }

  /** What a person sees, without styles and without the empty rest. */
  get lines(): readonly string[] {
    const last = this.#lines.findLastIndex(line => line !== '')
    return this.#lines.slice(0, last + 1)
  }

  write = (text: string): boolean => {
    this.written += text
    const parts = text.matchAll(/\u001B\[(\??[0-9;]*)([A-Za-z])|[\r\n]|[^\u001B\r\n]+/g)
    for (const [part, parameters, command] of parts) this.#take(part, parameters ?? '', command)
    return true
  }

  /** Breaks the lines anew, as terminals do when their window changes. */
  resize(columns: number): void {
    const above = this.#lines.slice(0, this.#row).flatMap(line => broken(line, columns))
    const below = this.#lines.slice(this.#row).flatMap(line => broken(line, columns))
    this.#lines = [...above, ...below]
    this.#row = above.length
    this.columns = columns
  }

  #take(part: string, parameters: string, command: string | undefined): void {
    if (part === '\n') this.#down()
    else if (part === '\r') return
    else if (command === undefined) this.#print(part)
    else if (command === 'A') this.#row = Math.max(0, this.#row - Number(parameters))
    else if (command === 'J') this.#lines = [...this.#lines.slice(0, this.#row), '']
    else if (parameters === '?7') this.#wraps = command === 'h'
    else if (command !== 'm') throw new Error(`this terminal does not know ${JSON.stringify(part)}`)
  }

  #down(): void {
    this.#row += 1
    if (this.#row === this.#lines.length) this.#lines.push('')
  }

  #print(text: string): void {
    const whole = (this.#lines[this.#row] ?? '') + text
    const [first = '', ...rest] = broken(whole, this.columns)
    this.#lines[this.#row] = first
    if (!this.#wraps) return
    for (const line of rest) {
      this.#down()
      this.#lines[this.#row] = line
    }
  }
}

function broken(line: string, columns: number): string[] {
  const lines = ['']
  for (const character of line) {
    const last = lines.length - 1
    if (widthOf(lines[last] + character) > columns) lines.push(character)
    else lines[last] += character
  }
  return lines
}
