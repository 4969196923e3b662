/** Tells when files have really changed: folders are watched, because editors save by renaming. */
import { createHash } from 'node:crypto'
import { watch as watchFolder } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface WatchOptions {
  /** Milliseconds of quiet before the files are looked at: an editor writes in several steps. Default 100. */
  readonly quietMs?: number
  /** Starts watching a folder, not its subfolders. Default: Node's own. */
  readonly watch?: WatchFolder
  /** Milliseconds since the epoch at which the files were read: what was saved since then counts as changed. */
  readonly since?: number
  /** Told, in a sentence, when a folder cannot be watched (its files are then not) and when `onChange` throws. */
  readonly report?: (text: string) => void
}

export type WatchFolder = (
  folder: string,
  changed: () => void,
  failed: (error: unknown) => void,
) => { close(): void }

export interface Watching {
  /** Watches these files from now on, instead. */
  update(files: readonly string[]): Promise<void>
  close(): void
}

/**
 * Calls `onChange` with the files whose contents differ from before; one that is gone or has come counts. The calls do
 * not overlap. Resolves when everything is watched.
 */
export async function watchConfiguration(
  files: readonly string[],
  onChange: (changed: readonly string[]) => unknown,
  options: WatchOptions = {},
): Promise<Watching> {
  const watcher = new FileWatcher(onChange, options)
  await watcher.update(files)
  if (options.since !== undefined) await watcher.lookAtThoseSince(options.since)
  return watcher
}

const watchNatively: WatchFolder = (folder, changed, failed) =>
  watchFolder(folder, { persistent: false }, changed).on('error', failed)

/** Spells of quiet that signs of change may put a look off for. */
const mostQuiets = 5

class FileWatcher implements Watching {
  readonly #onChange: (changed: readonly string[]) => unknown
  readonly #options: WatchOptions
  readonly #folders = new Map<string, { close(): void }>()
  #known: ReadonlyMap<string, string> = new Map()
  #timer: NodeJS.Timeout | undefined
  #firstSign = Number.POSITIVE_INFINITY
  #looking: Promise<void> = Promise.resolve()
  #closed = false

  constructor(onChange: (changed: readonly string[]) => unknown, options: WatchOptions) {
    this.#onChange = onChange
    this.#options = options
  }

  async update(files: readonly string[]): Promise<void> {
    const wanted = new Set(files.map(file => dirname(file)))
    for (const [folder, watching] of this.#folders) {
      if (wanted.has(folder)) continue
      watching.close()
      this.#folders.delete(folder)
    }
    for (const folder of wanted) if (!this.#folders.has(folder)) this.#watch(folder)
    const hashes = await hashAll(files)
    // What was known before stays the measure: a change made while the files were read must not be lost.
    this.#known = new Map([...hashes].map(([file, hash]) => [file, this.#known.get(file) ?? hash]))
    if (this.#closed) this.close()
  }

  /** Nobody watched while the program went on from reading its files to watching them. */
  async lookAtThoseSince(time: number): Promise<void> {
    const saved = await Promise.all(
      [...this.#known.keys()].map(async file => [file, await savedAt(file)] as const),
    )
    const late = new Set(saved.flatMap(([file, at]) => (at >= time ? [file] : [])))
    if (late.size === 0) return
    this.#known = new Map([...this.#known].map(([file, hash]) => [file, late.has(file) ? 'not seen' : hash]))
    this.#soon()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    for (const watching of this.#folders.values()) watching.close()
    this.#folders.clear()
  }

  #watch(folder: string): void {
    const { watch = watchNatively, report } = this.#options
    const failed = (error: unknown): void => {
      this.#folders.get(folder)?.close()
      this.#folders.delete(folder)
      report?.(`${folder} cannot be watched, so its changes need a restart: ${reasonOf(error)}`)
    }
    try {
      this.#folders.set(
        folder,
        watch(folder, () => this.#soon(), failed),
      )
    } catch (error) {
      failed(error)
    }
  }

  /** In quiet, but not later than some time after the first sign: other files of the folder may never rest. */
  #soon(): void {
    const quietMs = this.#options.quietMs ?? 100
    if (this.#closed || performance.now() - this.#firstSign > mostQuiets * quietMs) return
    if (this.#firstSign === Number.POSITIVE_INFINITY) this.#firstSign = performance.now()
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#firstSign = Number.POSITIVE_INFINITY
      this.#looking = this.#looking.then(() => this.#look())
    }, quietMs)
    this.#timer.unref()
  }

  async #look(): Promise<void> {
    const before = this.#known
    const now = await hashAll([...before.keys()])
    const changed = [...now.keys()].filter(file => now.get(file) !== before.get(file))
    if (this.#closed || changed.length === 0) return
    this.#known = now
    try {
      await this.#onChange(changed)
    } catch (error) {
      this.#options.report?.(`changes were not taken over: ${reasonOf(error)}`)
    }
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const hashAll = async (files: readonly string[]): Promise<ReadonlyMap<string, string>> =>
  new Map(await Promise.all(files.map(async file => [file, await hashOf(file)] as const)))

const hashOf = async (file: string): Promise<string> => {
  const bytes = await readFile(file).catch(() => undefined)
  return bytes ? createHash('sha256').update(bytes).digest('hex') : 'absent'
}

const savedAt = async (file: string): Promise<number> =>
  (await stat(file).catch(() => undefined))?.mtimeMs ?? 0
