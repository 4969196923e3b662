/**
 * The recording of a run as it lies on disk, in one file or several. A torn last line is what a program leaves that was ended
 * from outside; it is reported and costs nobody anything.
 */
import type { RecordedExchange } from './recorded-exchange.ts'
import { RecordedFile } from './recorded-file.ts'
import { RecordingError } from './recording-error.ts'
import type { HeadLine } from './schema.ts'

/** What is to be said of a file before anybody relies on it. */
export interface RecordingState {
  /** The last line has no end: the program was killed while it wrote, or writes right now. */
  readonly isTorn: boolean
  /** Lines in the middle that cannot be read. */
  readonly damaged: number
  /** The file has an end as its writer meant it to have. */
  readonly isClosed: boolean
  /** Lines that the writer could not write, by its own count. */
  readonly lost: number
}

/** The files of one run, in their order. */
export class Recording {
  readonly files: readonly string[]
  readonly #parts: readonly RecordedFile[]

  private constructor(parts: readonly RecordedFile[]) {
    this.#parts = parts
    this.files = parts.map(({ path }) => path)
  }

  /** Throws a `RecordingError` for a file that is missing, foreign, or newer than this program. */
  static async open(paths: readonly string[]): Promise<Recording> {
    const parts: RecordedFile[] = []
    try {
      for (const path of paths) parts.push(await RecordedFile.open(path))
    } catch (thrown) {
      await Promise.all(parts.map(part => part.close()))
      throw thrown
    }
    return new Recording(inOrder(parts))
  }

  get head(): HeadLine {
    const [first] = this.#parts
    if (!first) throw new RecordingError('no file was named')
    return first.head
  }

  /** In the order in which they began. */
  get exchanges(): readonly RecordedExchange[] {
    // A large request takes longer to be written than the small one behind it.
    return this.#parts.flatMap(part => [...part.exchanges.values()].sort((one, other) => one.seq - other.seq))
  }

  get state(): RecordingState {
    return {
      isTorn: this.#parts.some(({ isTorn }) => isTorn),
      damaged: this.#parts.reduce((sum, { damaged }) => sum + damaged, 0),
      isClosed: this.#parts.every(({ tail }) => tail !== undefined),
      lost: this.#parts.reduce((sum, { tail }) => sum + (tail?.lost ?? 0), 0),
    }
  }

  /** Reads what has been added since. Returns the exchanges that have begun or ended in it. */
  async refresh(): Promise<readonly RecordedExchange[]> {
    const news = await Promise.all(this.#parts.map(part => part.read()))
    return [...new Set(news.flat())]
  }

  async close(): Promise<void> {
    await Promise.all(this.#parts.map(part => part.close()))
  }
}

/** Shells name `….2.jsonl` before `….jsonl`, and `….10.jsonl` before both. */
const inOrder = (parts: readonly RecordedFile[]): readonly RecordedFile[] =>
  parts.every(({ head }) => head.run === parts[0]?.head.run)
    ? parts.toSorted((one, other) => one.head.part - other.head.part)
    : parts
