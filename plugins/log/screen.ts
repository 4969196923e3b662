/** The bottom of a terminal: lines that change stand below lines that stay, and foreign output passes above them. */
import { widthOf } from './text.ts'

/** What a screen writes to: `process.stdout`, or anything like it. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}

/** The lines that stand at the bottom now, none wider than `columns`; only those that are shown get written out. */
export type Area = (columns: number) => readonly (() => string)[]

interface Guarded {
  write(...values: unknown[]): unknown
}

const sequence = '\u001B['
// Without automatic line breaks a line whose width was misjudged loses its end, and the lines below stay in place.
const [withoutWrap, withWrap] = [`${sequence}?7l`, `${sequence}?7h`]
const styles = /\u001B\[[0-9;]*m/g
/** Milliseconds between two frames. */
const frameTime = 100
const mostLines = 12

const screens = new WeakMap<object, Screen>()

export class Screen {
  readonly #output: Output
  readonly #write: (text: string) => unknown
  readonly #areas = new Set<Area>()
  #widths: readonly number[] = []
  #midLine = false
  #timer: NodeJS.Timeout | undefined
  #release: readonly (() => void)[] = []

  private constructor(output: Output) {
    this.#output = output
    this.#write = output.write.bind(output)
  }

  /** The one screen of an output: two would draw over each other. */
  static on(output: Output): Screen {
    const screen = screens.get(output) ?? new Screen(output)
    screens.set(output, screen)
    return screen
  }

  /** Cells that a line may fill. The last one stays free: some terminals break the line when it is written to. */
  get columns(): number {
    return Math.max(1, (this.#output.columns || 80) - 1)
  }

  /** Writes lines that stay, above the area. */
  print(text: string): void {
    this.write(`${text}\n`)
  }

  /** Writes any text above the area. */
  write(text: string): void {
    if (text) this.#paint(text)
  }

  /** Shows an area until it is closed. */
  open(area: Area): void {
    this.#areas.add(area)
    if (this.#timer) return
    this.#release = this.#isProcess()
      ? [process.stdout, process.stderr].map(stream => this.#guard(stream))
      : []
    this.#timer = setInterval(() => this.draw(), frameTime)
    this.#timer.unref()
    this.draw()
  }

  /** Takes an area away. */
  close(area: Area): void {
    this.#areas.delete(area)
    this.draw()
    if (this.#areas.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
    for (const release of this.#release) release()
    this.#release = []
  }

  /** Draws the areas anew, wherever the terminal has moved them. */
  draw(): void {
    this.#paint('')
  }

  /** One write a frame: a terminal that gets the erasing apart from the drawing flickers. */
  #paint(text: string): void {
    const erased = this.#erased()
    if (text) this.#midLine = !text.endsWith('\n')
    const output = erased + text + this.#frame()
    if (output) this.#write(output)
  }

  /** A narrower terminal has broken the lines drawn before, so they may fill more rows than they were. */
  #erased(): string {
    const columns = Math.max(1, this.#output.columns || 80)
    const rows = this.#widths.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0)
    this.#widths = []
    return rows > 0 ? `${sequence}${rows}A\r${sequence}J` : ''
  }

  #frame(): string {
    const { columns } = this
    const all = [...this.#areas].flatMap(area => area(columns))
    if (all.length === 0) return ''
    const most = Math.max(1, Math.min(mostLines, (this.#output.rows || 24) - 2))
    const hidden = all.length > most ? all.length - most + 1 : 0
    const lines = all.slice(0, hidden > 0 ? most - 1 : most).map(line => line())
    const shown = hidden > 0 ? [...lines, `… ${hidden} more`] : lines
    this.#widths = shown.map(line => widthOf(line.replace(styles, '')))
    const lineBreak = this.#midLine ? '\n' : ''
    this.#midLine = false
    return `${lineBreak}${withoutWrap}${shown.map(line => `${line}\n`).join('')}${withWrap}`
  }

  #isProcess(): boolean {
    return this.#output === process.stdout || this.#output === process.stderr
  }

  /** While an area is drawn, what others write to the terminal (a `console.log` in a plugin) passes above it too. */
  #guard(stream: NodeJS.WriteStream): () => void {
    if (!stream.isTTY) return () => {}
    const target = stream as unknown as Guarded
    const original = target.write
    const guard = (...values: unknown[]): unknown => {
      const erased = this.#erased()
      if (erased) this.#write(erased)
      this.#midLine = !endsLine(values[0])
      const result = original.apply(stream, values)
      this.draw()
      return result
    }
    target.write = guard
    return () => {
      if (target.write === guard) target.write = original
    }
  }
}

const endsLine = (chunk: unknown): boolean =>
  typeof chunk === 'string' ? chunk.endsWith('\n') : (chunk as Uint8Array).at(-1) === 0x0a
