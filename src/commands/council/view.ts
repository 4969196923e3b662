/** How a council is followed on stderr: lines that are redrawn on a terminal, else one line for each event. */
import type { ChalkInstance } from 'chalk'
import { cut } from '../../../plugins/log/text.ts'
import type { CouncilEvent, Review } from '../../council/types.ts'
import { Board } from './board.ts'
import { eventText } from './event-text.ts'

export interface ViewParts {
  readonly write: (text: string) => void
  readonly colors: ChalkInstance
  /** Cells; undefined where it is no terminal. */
  readonly columns: number | undefined
  readonly rows?: number | undefined
  /** Milliseconds. */
  readonly now: () => number
}

export interface CouncilView {
  show(event: CouncilEvent): void
  /** Time has passed. */
  tick(): void
  /** Writes something else to the same screen. */
  aside(write: () => void): void
  /** What is shown stays, and nothing is added to it: the screen is somebody else's now. */
  end(): void
}

const narrowest = 40
/** Milliseconds between two drawings. */
const frame = 100

export const quietView: CouncilView = { show() {}, tick() {}, aside: write => write(), end() {} }

export const viewFor = (parts: ViewParts): CouncilView =>
  parts.columns !== undefined && parts.columns >= narrowest
    ? new LiveView(parts, parts.columns, parts.rows ?? 24)
    : new LineView(parts)

class LiveView implements CouncilView {
  readonly #parts: ViewParts
  readonly #columns: number
  readonly #most: number
  readonly #board = new Board()
  #drawn = 0
  #drawnAt = Number.NEGATIVE_INFINITY
  #isOver = false

  constructor(parts: ViewParts, columns: number, rows: number) {
    this.#parts = parts
    this.#columns = columns
    // What has left the screen at its top cannot be drawn again.
    this.#most = Math.max(1, rows - 2)
  }

  show(event: CouncilEvent): void {
    if (this.#isOver) return
    this.#board.add(event, this.#parts.now())
    this.tick()
  }

  tick(): void {
    const now = this.#parts.now()
    if (this.#isOver || now - this.#drawnAt < frame) return
    this.#drawnAt = now
    this.#draw()
  }

  aside(write: () => void): void {
    if (!this.#isOver) this.#erase()
    write()
    if (!this.#isOver) this.#draw()
  }

  end(): void {
    if (this.#isOver) return
    this.#draw()
    this.#isOver = true
  }

  #draw(): void {
    this.#erase()
    const lines = this.#board.lines(this.#parts.now()).slice(-this.#most)
    // The last cell stays free: a full line would wrap.
    this.#parts.write(lines.map(line => `${this.#colored(cut(line, this.#columns - 1))}\n`).join(''))
    this.#drawn = lines.length
  }

  #erase(): void {
    if (this.#drawn > 0) this.#parts.write(`\u001B[${this.#drawn}A\r\u001B[J`)
    this.#drawn = 0
  }

  #colored(line: string): string {
    const { colors } = this.#parts
    const [mark = ''] = line
    const color = { '✓': colors.green, '✗': colors.red, '–': colors.yellow }[mark]
    return color ? color(mark) + line.slice(mark.length) : line
  }
}

class LineView implements CouncilView {
  readonly #parts: ViewParts
  readonly #reviews: Review[] = []
  #callMs: number | undefined

  constructor(parts: ViewParts) {
    this.#parts = parts
  }

  show(event: CouncilEvent): void {
    if (event.type === 'started') this.#callMs = event.council.callMs
    if (event.type === 'review_ended') this.#reviews.push(event.review)
    const { colors, write } = this.#parts
    const context = {
      colors,
      reviews: this.#reviews,
      ...(this.#callMs !== undefined && { callMs: this.#callMs }),
    }
    const text = eventText(event, context)
    if (text !== undefined) write(`${text}\n`)
  }

  tick(): void {}

  aside(write: () => void): void {
    write()
  }

  end(): void {}
}
