/**
 * One file of a recording, for writing. Whoever appends is never kept waiting and never meets a failure: lines are gathered for
 * a few milliseconds and go to the disk in one write at a time, beside the event loop. What a write costs is its way to another
 * thread and back, 25 µs; gathered, the lines of a busy proxy share it. docs/decisions/2026-11-26-writing-a-recording.md has the
 * measurements.
 */
import type { Log } from '../core/log.ts'
import { AppendedFile, type WriteFailure } from './appended-file.ts'
import { type Disk, realDisk } from './disk.ts'
import { type LogClock, realClock } from './log-clock.ts'
import { makeRoom } from './make-room.ts'
import { bytesOf, linesIn, sizeOf } from './pieces.ts'
import { RecordingError } from './recording-error.ts'
import type { HeadLine, TailLine } from './schema.ts'
import { said, whatToDo } from './write-advice.ts'

/** Whole lines in pieces, line breaks included. */
export type Lines = readonly (Buffer | string)[]

/** What has become of lines: taken, taken in their smaller form, or counted as lost. */
export type Taken = 'whole' | 'smaller' | 'lost'

export interface LogFileOptions {
  readonly log: Log
  readonly disk?: Disk
  readonly clock?: LogClock
  /** Bytes that may wait for the disk. */
  readonly mostWaiting?: number
}

/** Milliseconds. */
const gathering = 1
/** Between two looks at whether the file is still there. */
const untilNextLook = 1_000
const pauseAfterFailure = 5_000
const longestClose = 2_000

export class LogFile {
  readonly path: string
  readonly #file: AppendedFile
  readonly #log: Log
  readonly #clock: LogClock
  readonly #mostWaiting: number
  #queue: Buffer[] = []
  #queued = 0
  #inFlight = 0
  #writing: Promise<void> | undefined
  #retryAt: number | undefined
  #isGone = false
  #lookedAt: number
  #size = 0
  #lost = 0
  #failures = 0
  #isBehind = false
  #closing: Promise<void> | undefined

  /** Of a file that is made with the first line. */
  constructor(path: string, head: HeadLine, { log, disk, clock, mostWaiting }: LogFileOptions) {
    this.path = path
    this.#file = new AppendedFile(path, lineOf(head), disk ?? realDisk)
    this.#log = log
    this.#clock = clock ?? realClock
    this.#lookedAt = this.#clock.now()
    this.#mostWaiting = mostWaiting ?? 64 * 1024 * 1024
  }

  /**
   * Makes the file at once. A finished recording of that name is moved aside. Throws a `RecordingError` where the file cannot be
   * made, is something else, or is being written by another process.
   */
  static async create(path: string, head: HeadLine, options: LogFileOptions): Promise<LogFile> {
    const moved = await makeRoom(path)
    for (const { from, to } of moved) options.log.info(`${from} was an earlier recording: it is now ${to}`)
    const file = new LogFile(path, head, options)
    try {
      await file.#file.open()
    } catch (thrown) {
      const failure = thrown as NodeJS.ErrnoException
      throw new RecordingError(
        `${path} cannot be made: ${failure.message}. ${whatToDo(failure)}; or name another place, or start with --no-record`,
        { cause: thrown },
      )
    }
    return file
  }

  /** Bytes that were taken so far. */
  get size(): number {
    return this.#size
  }

  /** Lines. */
  get lost(): number {
    return this.#lost
  }

  /** How often the disk has refused: lines that were taken before may be missing from the file, blobs among them. */
  get failures(): number {
    return this.#failures
  }

  /** The disk has refused, and has taken nothing since. */
  get isFailing(): boolean {
    return this.#retryAt !== undefined
  }

  /**
   * Lines of one call stay together. The buffers must not change any more. When the disk falls behind, `smaller` is asked for lines
   * that say the same without bodies, and in the end lines are lost.
   */
  append(lines: Lines, smaller?: () => Lines): Taken {
    if (this.#closing || this.#isGone || this.#isResting) return this.#lose(lines)
    const isTight = smaller !== undefined && this.#waiting > this.#mostWaiting / 2
    const pieces = (isTight ? smaller() : lines).map(bytesOf)
    const bytes = sizeOf(pieces)
    if (bytes === 0) return 'whole'
    // A single append may be as large as it likes.
    if (this.#waiting > 0 && this.#waiting + bytes > this.#mostWaiting) {
      this.#reportBehind()
      return this.#lose(pieces)
    }
    for (const piece of pieces) this.#queue.push(piece)
    this.#queued += bytes
    this.#size += bytes
    this.#writing ??= this.#write()
    return isTight ? 'smaller' : 'whole'
  }

  get #waiting(): number {
    return this.#queued + this.#inFlight
  }

  get #isResting(): boolean {
    return this.#retryAt !== undefined && this.#clock.now() < this.#retryAt
  }

  #lose(lines: Lines): 'lost' {
    this.#lost += linesIn(lines.map(bytesOf), 0)
    return 'lost'
  }

  async #write(): Promise<void> {
    while (this.#queued > 0) {
      await this.#clock.sleep(gathering)
      await this.#writeQueue()
    }
    this.#isBehind = false
    this.#writing = undefined
  }

  async #writeQueue(): Promise<void> {
    const pieces = this.#takeQueue()
    if (pieces.length === 0) return
    if (this.#isResting) this.#lose(pieces)
    else await this.#writePieces(pieces)
  }

  #takeQueue(): readonly Buffer[] {
    const pieces = this.#queue
    this.#queue = []
    this.#queued = 0
    return pieces
  }

  async #writePieces(pieces: readonly Buffer[]): Promise<void> {
    if (!(await this.#isThere())) return void this.#lose(pieces)
    this.#inFlight = sizeOf(pieces)
    try {
      await this.#file.write(pieces)
      this.#reportRecovery()
    } catch (thrown) {
      const { cause, written } = thrown as WriteFailure
      this.#lost += linesIn(pieces, written)
      this.#failures += 1
      this.#reportFailure(cause as NodeJS.ErrnoException)
    } finally {
      this.#inFlight = 0
    }
  }

  /** Nobody hears of it by writing: what was removed takes lines as before. Blobs are gone with it, so another file begins. */
  async #isThere(): Promise<boolean> {
    if (this.#isGone) return false
    const now = this.#clock.now()
    if (now - this.#lookedAt < untilNextLook) return true
    this.#lookedAt = now
    if (await this.#file.isIntact()) return true
    this.#isGone = true
    this.#failures += 1
    this.#log.error(said.gone(this.path))
    return false
  }

  #reportBehind(): void {
    if (!this.#isBehind) this.#log.warn(said.behind(this.path))
    this.#isBehind = true
  }

  #reportFailure(failure: NodeJS.ErrnoException): void {
    if (!this.isFailing) this.#log.error(said.failing(this.path, failure, pauseAfterFailure))
    this.#retryAt = this.#clock.now() + pauseAfterFailure
  }

  #reportRecovery(): void {
    if (this.isFailing) this.#log.info(said.again(this.path, this.#lost))
    this.#retryAt = undefined
  }

  /** Writes what waits, and an end; a file with nothing in it goes away. Takes two seconds at most, never rejects, and counts once. */
  close(exchanges: number): Promise<void> {
    this.#closing ??= this.#closeInTime(exchanges)
    return this.#closing
  }

  async #closeInTime(exchanges: number): Promise<void> {
    const done = new AbortController()
    const finished = this.#finish(exchanges).finally(() => done.abort())
    await Promise.race([finished, this.#clock.sleep(longestClose, done.signal)])
    if (done.signal.aborted) return
    this.#log.warn(said.endless(this.path, longestClose))
  }

  async #finish(exchanges: number): Promise<void> {
    await this.#writing
    if (this.#size === 0 && this.#lost === 0) return this.#file.discard().catch(() => {})
    const time = new Date(this.#clock.now()).toISOString()
    const tail: TailLine = { v: 1, type: 'tail', time, exchanges, lost: this.#lost }
    if (!this.#isGone) await this.#writePieces([lineOf(tail)])
    await this.#file.close().catch((thrown: Error) => {
      this.#log.warn(`${this.path} may be incomplete after a loss of power: ${thrown.message}`)
    })
  }

  /**
   * For a process that ends this moment: writes what waits, without an end. While a write is under way it does nothing, since a disk
   * that hangs would keep the process from ending.
   */
  writeNow(): void {
    if (this.#inFlight > 0 || this.#isResting) return
    try {
      this.#file.writeNow(this.#takeQueue())
    } catch {
      // Nobody is left to hear it, and what was asked for is the end.
    }
  }
}

const lineOf = (line: HeadLine | TailLine): Buffer => Buffer.from(`${JSON.stringify(line)}\n`)
