/** A disk in memory, which can be full, gone, slow or take less than it is given. */
import type { Disk } from '../../src/recording/disk.ts'

export const diskFailure = (code: string): Error =>
  Object.assign(new Error(`${code}: from the test`), { code })

export class MemoryDisk implements Disk {
  readonly files = new Map<string, string>()
  /** Every call that reached the disk. */
  readonly calls: string[] = []
  /** Code of what each write fails with; undefined: it works. */
  failure: string | undefined
  /** Code of what each opening fails with. */
  openFailure: string | undefined
  /** Bytes that the next writes take, one number a write. */
  readonly takes: number[] = []
  /** What each write waits for. */
  slowness: Promise<void> | undefined
  readonly #open = new Map<number, string>()
  #next = 3

  readonly create = async (path: string): Promise<number> => {
    this.calls.push('create')
    if (this.openFailure) throw diskFailure(this.openFailure)
    if (this.files.has(path)) throw diskFailure('EEXIST')
    this.files.set(path, '')
    return this.#opened(path)
  }

  readonly reopen = async (path: string): Promise<number> => {
    this.calls.push('reopen')
    if (this.openFailure) throw diskFailure(this.openFailure)
    if (!this.files.has(path)) throw diskFailure('ENOENT')
    return this.#opened(path)
  }

  #opened(path: string): number {
    this.#next += 1
    this.#open.set(this.#next, path)
    return this.#next
  }

  readonly remove = async (path: string): Promise<void> => {
    this.files.delete(path)
  }

  readonly write = async (descriptor: number, pieces: readonly Buffer[]): Promise<number> => {
    await this.slowness
    return this.writeNow(descriptor, pieces)
  }

  readonly writeNow = (descriptor: number, pieces: readonly Buffer[]): number => {
    this.calls.push('write')
    const path = this.#open.get(descriptor)
    if (path === undefined) throw diskFailure('EBADF')
    const bytes = Buffer.concat(pieces)
    const taken = this.takes.shift() ?? (this.failure ? undefined : bytes.length)
    if (taken === undefined) throw diskFailure(this.failure ?? 'EIO')
    this.files.set(path, (this.files.get(path) ?? '') + bytes.toString('utf8', 0, taken))
    return Math.min(taken, bytes.length)
  }

  readonly sync = async (): Promise<void> => {
    this.calls.push('sync')
  }

  readonly sizeOf = async (descriptor: number): Promise<number | undefined> => {
    const text = this.files.get(this.#open.get(descriptor) ?? '')
    return text === undefined ? undefined : Buffer.byteLength(text)
  }

  readonly close = async (descriptor: number): Promise<void> => {
    this.calls.push('close')
    this.#open.delete(descriptor)
  }

  get openFiles(): number {
    return this.#open.size
  }
}
