/** What a results file has already, of the recording that is replayed again. */
import type { RecordedExchange } from '../recorded-exchange.ts'
import { Recording } from '../recording.ts'
import { RecordingError } from '../recording-error.ts'
import { type ReplayRoute, routeName } from './job.ts'

export class EarlierResults {
  /** Answers by exchange and route. */
  readonly #counts = new Map<string, number>()
  readonly #answersOf = new Map<string, number>()
  readonly #asked = new Set<string>()

  /** `recorded`: all that may be repeated. Throws a `RecordingError` where the file repeats none of it. */
  static async read(path: string, recorded: readonly RecordedExchange[]): Promise<EarlierResults> {
    const recording = await Recording.open([path])
    try {
      refuseOthers(path, recording.exchanges, recorded)
      return new EarlierResults(recording.exchanges)
    } finally {
      await recording.close()
    }
  }

  private constructor(results: readonly RecordedExchange[]) {
    for (const { end } of results) {
      if (end?.outcome !== 'answered' || end.replayOf === undefined || !end.choice) continue
      const name = routeName(end.choice)
      add(this.#counts, `${end.replayOf} ${name}`)
      add(this.#answersOf, name)
    }
  }

  /** How often a request has been answered by a route. */
  readonly doneOf = ({ id }: RecordedExchange, route: ReplayRoute): number => {
    const name = routeName(route)
    this.#asked.add(name)
    return this.#counts.get(`${id} ${name}`) ?? 0
  }

  /** Answers of routes that `doneOf` was not asked about so far. */
  get ofOthers(): number {
    return [...this.#answersOf].reduce((sum, [name, count]) => sum + (this.#asked.has(name) ? 0 : count), 0)
  }
}

function refuseOthers(
  path: string,
  results: readonly RecordedExchange[],
  recorded: readonly RecordedExchange[],
): void {
  const repeated = results.flatMap(({ end }) => end?.replayOf ?? [])
  const ids = new Set(recorded.map(({ id }) => id))
  if (results.length === 0 || repeated.some(id => ids.has(id))) return
  throw new RecordingError(
    repeated.length > 0
      ? `${path} has results of another recording: name that one, or write to another file with --output`
      : `${path} is no file of results, since none of its exchanges repeats another: write to another file with --output`,
  )
}

const add = (counts: Map<string, number>, key: string): unknown => counts.set(key, (counts.get(key) ?? 0) + 1)
