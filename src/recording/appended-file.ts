/** One file that is only added to: opened when needed, whole lines or a torn one that stays alone, opened again after a failure. */
import type { Disk } from './disk.ts'
import { piecesAfter } from './pieces.ts'

/** What is left of a write that failed. */
export class WriteFailure extends Error {
  override readonly name = 'WriteFailure'
  /** Bytes of the pieces that are in the file. */
  readonly written: number

  constructor(cause: unknown, written: number) {
    super((cause as Error).message, { cause })
    this.written = written
  }
}

const lineBreak = Buffer.from('\n')
/** The descriptor is as good as before: there was no room, and may be some later. */
const passing = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EAGAIN', 'EINTR'])

export class AppendedFile {
  readonly path: string
  readonly #head: Buffer
  readonly #disk: Disk
  #descriptor: number | undefined
  #hasHead = false
  #mayBeTorn = false
  /** Bytes that are in it. */
  #written = 0

  /** The head is written once, at the start of the file. */
  constructor(path: string, head: Buffer, disk: Disk) {
    this.path = path
    this.#head = head
    this.#disk = disk
  }

  /** Makes the file if need be. Throws what the disk throws, `EEXIST` for a file that it has not made. */
  async open(): Promise<void> {
    if (this.#descriptor !== undefined) return
    if (this.#hasHead) await this.#reopen()
    if (this.#descriptor === undefined) await this.#create()
  }

  async #reopen(): Promise<void> {
    try {
      this.#descriptor = await this.#disk.reopen(this.path)
    } catch (thrown) {
      // A disk that was taken away and came back empty, or a user who has tidied up.
      if (codeOf(thrown) !== 'ENOENT') throw thrown
      this.#hasHead = false
    }
  }

  async #create(): Promise<void> {
    const descriptor = await this.#disk.create(this.path)
    this.#written = 0
    try {
      await this.#writeAll(descriptor, [this.#head])
    } catch (thrown) {
      await this.#disk.close(descriptor).catch(() => {})
      // Without a whole head nobody can read the file.
      await this.#disk.remove(this.path).catch(() => {})
      throw (thrown as WriteFailure).cause
    }
    this.#descriptor = descriptor
    this.#hasHead = true
    this.#mayBeTorn = false
  }

  /** Throws a `WriteFailure`. */
  async write(pieces: readonly Buffer[]): Promise<void> {
    await this.open().catch(thrown => {
      throw new WriteFailure(thrown, 0)
    })
    const descriptor = this.#descriptor as number
    const start = this.#mayBeTorn ? [lineBreak] : []
    try {
      await this.#writeAll(descriptor, [...start, ...pieces])
      this.#mayBeTorn = false
    } catch (thrown) {
      const { cause, written } = thrown as WriteFailure
      this.#mayBeTorn = true
      if (!passing.has(codeOf(cause) ?? '')) await this.#giveUp(descriptor)
      throw new WriteFailure(cause, Math.max(written - start.length, 0))
    }
  }

  /** False where somebody has removed it, or cut it short, since it was written to last. */
  async isIntact(): Promise<boolean> {
    if (this.#descriptor === undefined) return true
    const size = await this.#disk.sizeOf(this.#descriptor).catch(() => this.#written)
    return size !== undefined && size >= this.#written
  }

  /** A disk may take less than it is given, and say only the next time why. */
  async #writeAll(descriptor: number, pieces: readonly Buffer[]): Promise<void> {
    let rest = pieces
    let written = 0
    try {
      while (rest.length > 0) {
        const count = await this.#disk.write(descriptor, rest)
        if (count === 0) throw Object.assign(new Error('the disk takes nothing'), { code: 'EIO' })
        written += count
        this.#written += count
        rest = piecesAfter(rest, count)
      }
    } catch (thrown) {
      throw new WriteFailure(thrown, written)
    }
  }

  /** For the end of a process. Throws what the disk throws. */
  writeNow(pieces: readonly Buffer[]): void {
    if (this.#descriptor === undefined || this.#mayBeTorn) return
    let rest = pieces
    while (rest.length > 0) {
      const count = this.#disk.writeNow(this.#descriptor, rest)
      if (count === 0) return
      rest = piecesAfter(rest, count)
    }
  }

  async #giveUp(descriptor: number): Promise<void> {
    this.#descriptor = undefined
    await this.#disk.close(descriptor).catch(() => {})
  }

  /** Of a file in which nothing is but its head. Throws what the disk throws. */
  async discard(): Promise<void> {
    const descriptor = this.#descriptor
    if (descriptor === undefined) return
    await this.#giveUp(descriptor)
    await this.#disk.remove(this.path)
  }

  /** Throws what the disk throws. */
  async close(): Promise<void> {
    const descriptor = this.#descriptor
    if (descriptor === undefined) return
    this.#descriptor = undefined
    try {
      await this.#disk.sync(descriptor)
    } finally {
      await this.#disk.close(descriptor)
    }
  }
}

const codeOf = (thrown: unknown): string | undefined => (thrown as NodeJS.ErrnoException).code
