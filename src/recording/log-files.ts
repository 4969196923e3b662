/** The files of one run for writing: a new one begins when one is full, and exchanges end where they have begun. */
import { type Lines, LogFile, type LogFileOptions, type Taken } from './log-file.ts'
import type { HeadLine } from './schema.ts'

export interface LogFilesOptions extends LogFileOptions {
  /** Of part 1, 2 and so on: `recordingName` in a folder, or `partOfFile` of a file that the user has named. */
  readonly pathOf: (part: number) => string
  readonly head: Omit<HeadLine, 'part'>
  /** Bytes. 256 MB unless told otherwise. */
  readonly fullAt?: number
  /** A further part has begun: time to look after old recordings. */
  readonly onNextPart?: () => void
}

const usualSize = 256 * 1024 * 1024

/** One file of the run. Blobs are numbered for each part anew, from 0. */
export class LogPart {
  readonly number: number
  readonly #file: LogFile
  readonly #onLeft: (part: LogPart) => void
  #users = 0
  #exchanges = 0

  constructor(number: number, file: LogFile, onLeft: (part: LogPart) => void) {
    this.number = number
    this.#file = file
    this.#onLeft = onLeft
  }

  get path(): string {
    return this.#file.path
  }

  /** See `LogFile.append`. */
  append(lines: Lines, smaller?: () => Lines): Taken {
    return this.#file.append(lines, smaller)
  }

  /** An exchange begins here. Until it leaves, the file stays open for it. */
  enter(): void {
    this.#users += 1
    this.#exchanges += 1
  }

  leave(): void {
    this.#users -= 1
    this.#onLeft(this)
  }

  get isUsed(): boolean {
    return this.#users > 0
  }

  get lost(): number {
    return this.#file.lost
  }

  get isFailing(): boolean {
    return this.#file.isFailing
  }

  /**
   * It is full; or it has a gap, now that the disk takes lines again: later bodies would refer to blobs that are missing, and a new
   * file has none of that.
   */
  isDone(fullAt: number): boolean {
    return this.#file.size >= fullAt || (this.#file.failures > 0 && !this.#file.isFailing)
  }

  close(): Promise<void> {
    return this.#file.close(this.#exchanges)
  }

  writeNow(): void {
    this.#file.writeNow()
  }
}

export class LogFiles {
  readonly #options: LogFilesOptions
  readonly #parts = new Set<LogPart>()
  #current: LogPart
  #lostInClosed = 0
  #isClosed = false

  private constructor(options: LogFilesOptions, first: LogFile) {
    this.#options = options
    this.#current = this.#add(1, first)
  }

  /** Throws a `RecordingError` where the first file cannot be made. */
  static async create(options: LogFilesOptions): Promise<LogFiles> {
    const head = { ...options.head, part: 1 }
    return new LogFiles(options, await LogFile.create(options.pathOf(1), head, options))
  }

  /** Where exchanges begin now. Another object than before: another file. */
  current(): LogPart {
    if (!this.#isClosed && this.#current.isDone(this.#options.fullAt ?? usualSize)) this.#beginNext()
    return this.#current
  }

  #beginNext(): void {
    const { pathOf, head, onNextPart } = this.#options
    const before = this.#current
    const part = before.number + 1
    this.#current = this.#add(part, new LogFile(pathOf(part), { ...head, part }, this.#options))
    this.#closeUnused(before)
    onNextPart?.()
  }

  #add(number: number, file: LogFile): LogPart {
    const part = new LogPart(number, file, left => this.#closeUnused(left))
    this.#parts.add(part)
    return part
  }

  #closeUnused(part: LogPart): void {
    if (part === this.#current || part.isUsed) return
    void this.#close(part)
  }

  async #close(part: LogPart): Promise<void> {
    await part.close()
    if (this.#parts.delete(part)) this.#lostInClosed += part.lost
  }

  /** Lines that could not be written, in all files. */
  get lost(): number {
    return [...this.#parts].reduce((sum, { lost }) => sum + lost, this.#lostInClosed)
  }

  /** The disk has refused, and has taken nothing since. */
  get isFailing(): boolean {
    return this.#current.isFailing
  }

  /** Ends all files, those of exchanges under way too. Takes two seconds at most, and never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#parts].map(part => this.#close(part)))
  }

  /** For `process.on('exit')`: see `LogFile.writeNow`. */
  writeNow(): void {
    for (const part of this.#parts) part.writeNow()
  }
}
