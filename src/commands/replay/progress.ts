/** How far a replay is: one live line on a terminal, else a line now and then. */
import { costText, cut, timeText } from '../../../plugins/log/text.ts'
import type { Progress } from '../../recording/replay/run.ts'

export interface ProgressParts {
  readonly write: (text: string) => void
  /** Cells; undefined where it is no terminal. */
  readonly columns: number | undefined
  /** Milliseconds. */
  readonly now: () => number
  /** Runs work once so many milliseconds have passed, unless what it returns is called before. */
  readonly later: (work: () => void, milliseconds: number) => () => void
}

export interface ProgressLine {
  show(progress: Progress): void
  /** Writes something else, to the same screen, where it does not mix with the line. */
  aside(write: () => void): void
  /** Takes the live line away. */
  end(): void
}

const narrowest = 60
const barWidth = 24
/** Milliseconds between two looks of the live line. */
const frame = 100
/** Milliseconds, and the part of the whole, between two plain lines. */
const pause = 5_000
const step = 0.1

export const progressLine = (parts: ProgressParts): ProgressLine =>
  parts.columns !== undefined && parts.columns >= narrowest
    ? new LiveLine(parts, parts.columns)
    : new PlainLines(parts)

class LiveLine implements ProgressLine {
  readonly #parts: ProgressParts
  readonly #columns: number
  readonly #started: number
  #drawnAt = Number.NEGATIVE_INFINITY
  #shown = ''
  /** Ends the wait for the next look. */
  #cancel = (): void => {}

  constructor(parts: ProgressParts, columns: number) {
    this.#parts = parts
    this.#columns = columns
    this.#started = parts.now()
  }

  show(progress: Progress): void {
    const wait = this.#drawnAt + frame - this.#parts.now()
    this.#cancel()
    // Whatever comes too soon is shown a little later: it may be the last news for a long time.
    if (wait > 0 && progress.done < progress.all)
      this.#cancel = this.#parts.later(() => this.#look(progress), wait)
    else this.#look(progress)
  }

  #look(progress: Progress): void {
    const now = this.#parts.now()
    this.#drawnAt = now
    const filled = Math.round((barWidth * progress.done) / Math.max(1, progress.all))
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`
    // The last cell stays free: a full line would wrap.
    this.#shown = cut(`${bar}  ${stateText(progress, now - this.#started)}`, this.#columns - 1)
    this.#draw()
  }

  aside(write: () => void): void {
    if (this.#shown) this.#parts.write('\r\u001B[K')
    write()
    if (this.#shown) this.#draw()
  }

  end(): void {
    this.#cancel()
    if (this.#shown) this.#parts.write('\r\u001B[K')
    this.#shown = ''
  }

  #draw(): void {
    this.#parts.write(`\r${this.#shown}\u001B[K`)
  }
}

class PlainLines implements ProgressLine {
  readonly #parts: ProgressParts
  readonly #started: number
  #saidAt: number
  #saidPart = 0

  constructor(parts: ProgressParts) {
    this.#parts = parts
    this.#started = parts.now()
    this.#saidAt = this.#started
  }

  show(progress: Progress): void {
    const now = this.#parts.now()
    const part = progress.done / Math.max(1, progress.all)
    if (progress.done === 0 || (now - this.#saidAt < pause && part - this.#saidPart < step)) return
    this.#saidAt = now
    this.#saidPart = part
    this.#parts.write(`${stateText(progress, now - this.#started)}\n`)
  }

  aside(write: () => void): void {
    write()
  }

  end(): void {}
}

function stateText({ all, done, running, dollars }: Progress, elapsed: number): string {
  const left = done > 0 && done < all ? [`about ${timeText((elapsed / done) * (all - done))} left`] : []
  return [
    `${done}/${all}  ${Math.round((100 * done) / Math.max(1, all))}%`,
    ...(running > 0 ? [`${running} running`] : []),
    ...(dollars > 0 ? [costText(dollars)] : []),
    ...left,
  ].join(' · ')
}
