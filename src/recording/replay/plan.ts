/** Which of the recorded requests are sent where, which are not and why, and what it will take. Nothing is sent by it. */
import { ApiError } from '../../anthropic/errors.ts'
import type { Price } from '../../core/price.ts'
import type { RecordedExchange } from '../recorded-exchange.ts'
import { RecordingError } from '../recording-error.ts'
import { estimateOf, isSurelyFree, typicalOutput } from './estimate.ts'
import { type Job, type ReplayRoute, routeName, type Target } from './job.ts'

export interface PlanOptions {
  readonly exchanges: readonly RecordedExchange[]
  /** One for each column of the matrix. */
  readonly targets: readonly Target[]
  /** How often each request is sent to each target. Default 1. */
  readonly repeat?: number
  /** Who would answer. A `RecordingError` or an `ApiError` says why this one cannot be sent; any other throw ends it all. */
  readonly routeOf: (source: RecordedExchange, target: Target) => Promise<ReplayRoute>
  readonly priceOf: (route: ReplayRoute) => Promise<Price | undefined>
  /** Default: where the recorded answer came from another backend than the one that is asked now. */
  readonly stripThinking?: boolean
  /** How often a request has been answered by a route already, in a replay that is continued. */
  readonly doneOf?: (source: RecordedExchange, route: ReplayRoute) => number
}

export interface Skipped {
  readonly source: RecordedExchange
  readonly reason: string
}

export interface Plan {
  readonly jobs: readonly Job[]
  readonly skipped: readonly Skipped[]
  readonly inputTokens: number
  readonly outputTokens: number
  /** Of all jobs whose price is known. */
  readonly dollars: number
  /** Routes whose price is not known. */
  readonly unpriced: readonly string[]
  /** Nothing of it can cost anything. */
  readonly isFree: boolean
  /** Requests in which secrets were replaced when they were recorded. */
  readonly scrubbed: number
  /** Jobs whose numbers are guessed, since none were recorded. */
  readonly guessed: number
}

export async function planReplay(options: PlanOptions): Promise<Plan> {
  const { exchanges, targets, repeat = 1, doneOf = () => 0 } = options
  const output = typicalOutput(exchanges)
  const jobs: Job[] = []
  const skipped: Skipped[] = []
  const prices = new Map<string, Price | undefined>()
  for (const source of exchanges) {
    const reason = reasonToSkip(source)
    if (reason !== undefined) {
      skipped.push({ source, reason })
      continue
    }
    for (const target of targets) {
      const route = await options.routeOf(source, target).catch(reasonOf)
      if (typeof route === 'string') {
        skipped.push({ source, reason: route })
        continue
      }
      const name = routeName(route)
      if (!prices.has(name)) prices.set(name, await options.priceOf(route))
      const done = Math.min(repeat, doneOf(source, route))
      if (done > 0) skipped.push({ source, reason: 'answered before' })
      const stripsThinking = options.stripThinking ?? source.end?.choice?.backend !== route.backend
      const estimate = estimateOf(source, prices.get(name), output)
      for (let round = done + 1; round <= repeat; round += 1)
        jobs.push({ source, target, route, round, stripsThinking, estimate })
    }
  }
  return summed(jobs, skipped, prices)
}

/** A recorded request stands for itself; what only belongs to another one is made again by that one. */
function reasonToSkip({ open, request }: RecordedExchange): string | undefined {
  if (open.kind === 'count_tokens') return 'count_tokens'
  if (open.parent !== undefined) return 'asked by another exchange'
  return request ? undefined : 'its request was not recorded'
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof RecordingError || ApiError.is(thrown)) return thrown.message
  throw thrown
}

function summed(
  jobs: readonly Job[],
  skipped: readonly Skipped[],
  prices: ReadonlyMap<string, Price | undefined>,
): Plan {
  const total = (value: (job: Job) => number): number => jobs.reduce((sum, job) => sum + value(job), 0)
  const routes = [...new Set(jobs.map(({ route }) => routeName(route)))]
  const sources = new Set(jobs.map(({ source }) => source))
  return {
    jobs,
    skipped,
    inputTokens: total(({ estimate }) => estimate.inputTokens),
    outputTokens: total(({ estimate }) => estimate.outputTokens),
    dollars: total(({ estimate }) => estimate.dollars ?? 0),
    unpriced: routes.filter(name => prices.get(name) === undefined),
    isFree: routes.every(name => isSurelyFree(prices.get(name))),
    scrubbed: [...sources].filter(({ request }) => request?.scrubbed).length,
    guessed: jobs.filter(({ estimate }) => estimate.isGuess).length,
  }
}
