/** The folder of dumps: one folder an exchange, for the user's eyes only, and the oldest go first. */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Files } from './files.ts'

export interface Limits {
  readonly exchanges: number
  readonly bytes: number
}

/** Such as `2026-11-26T14-03-07.123Z-req_…`; nothing else in the folder is ever touched. */
const ours = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z-[\w-]+$/

export class DumpFolder {
  readonly #path: string
  readonly #limits: Limits
  readonly #sizes = new Map<string, number>()
  #last: Promise<void> = Promise.resolve()

  constructor(path: string, limits: Limits) {
    this.#path = path
    this.#limits = limits
  }

  /** Rejects where it cannot be made. */
  async open(): Promise<void> {
    await mkdir(this.#path, { recursive: true, mode: 0o700 })
    await this.#prune()
  }

  /** Written one after another. Rejects where it cannot be written; the next one is tried all the same. */
  write(startedAt: number, id: string, files: Files): Promise<void> {
    const name = `${new Date(startedAt).toISOString().replaceAll(':', '-')}-${id.replace(/[^\w-]/g, '_')}`
    const done = this.#last.then(async () => {
      const folder = join(this.#path, name)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      for (const [file, text] of Object.entries(files)) {
        await writeFile(join(folder, file), text, { mode: 0o600, flag: 'wx' })
      }
      await this.#prune()
    })
    this.#last = done.catch(() => {})
    return done
  }

  /** Waits for what is being written. */
  close(): Promise<void> {
    return this.#last
  }

  /** Several proxies may write here. The latest stays, whatever its size. */
  async #prune(): Promise<void> {
    const names = (await readdir(this.#path)).filter(name => ours.test(name)).sort()
    const newestFirst = names.toReversed()
    let bytes = 0
    for (const [index, name] of newestFirst.entries()) {
      bytes += await this.#sizeOf(name)
      const isKept = index === 0 || (index < this.#limits.exchanges && bytes <= this.#limits.bytes)
      if (isKept) continue
      this.#sizes.delete(name)
      await rm(join(this.#path, name), { recursive: true, force: true })
    }
  }

  async #sizeOf(name: string): Promise<number> {
    const known = this.#sizes.get(name)
    if (known !== undefined) return known
    const folder = join(this.#path, name)
    const files = await readdir(folder).catch(() => [])
    const sizes = await Promise.all(files.map(async file => (await stat(join(folder, file))).size))
    const size = sizes.reduce((sum, one) => sum + one, 0)
    this.#sizes.set(name, size)
    return size
  }
}
