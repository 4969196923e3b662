/** What is added to a recording, as it is added: to its file, to the next one of the run, to the next run. */
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import { Recording } from '../../recording/recording.ts'
import { RecordingError } from '../../recording/recording-error.ts'

export interface FollowOptions {
  /** The files that are meant now; more may come. A `RecordingError` means that there is none yet. */
  readonly find: () => Promise<readonly string[]>
  /** Resolves when it is time to look again. */
  readonly wait: () => Promise<unknown>
  readonly signal: AbortSignal
  /** True: there may always be another run. */
  readonly isEndless: boolean
}

/** Each exchange once, when it has ended; at first all that are there. Ends with its signal, or when nothing more can come. */
export async function* follow(options: FollowOptions): AsyncGenerator<readonly RecordedExchange[]> {
  const { find, wait, signal, isEndless } = options
  const files = new Followed()
  try {
    await files.look(find)
    while (!signal.aborted) {
      yield files.news()
      if (!isEndless && files.areClosed) return
      await wait()
      await files.refresh()
      await files.look(find)
    }
  } finally {
    await files.close()
  }
}

class Followed {
  readonly #recordings = new Map<string, Recording>()
  readonly #told = new Set<string>()

  /** Opens files that have come. One that is still empty is tried again. */
  async look(find: () => Promise<readonly string[]>): Promise<void> {
    for (const path of (await unlessMissing(find())) ?? []) {
      if (this.#recordings.has(path)) continue
      const recording = await unlessMissing(Recording.open([path]))
      if (recording) this.#recordings.set(path, recording)
    }
  }

  async refresh(): Promise<void> {
    for (const recording of this.#recordings.values()) {
      if (!recording.state.isClosed) await recording.refresh()
    }
  }

  /** Those that have ended and were not told of. */
  news(): readonly RecordedExchange[] {
    const ended = [...this.#recordings.values()].flatMap(({ exchanges }) =>
      exchanges.filter(({ id, end }) => end && !this.#told.has(id)),
    )
    for (const { id } of ended) this.#told.add(id)
    return ended
  }

  get areClosed(): boolean {
    return this.#recordings.size > 0 && [...this.#recordings.values()].every(({ state }) => state.isClosed)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#recordings.values()].map(recording => recording.close()))
  }
}

async function unlessMissing<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work
  } catch (thrown) {
    if (thrown instanceof RecordingError) return undefined
    throw thrown
  }
}
