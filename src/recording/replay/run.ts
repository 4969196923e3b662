/** Sends the jobs of a plan, several at a time and each once, within limits of rate, money and tokens. */
import { promptTokens } from '../../anthropic/message.ts'
import { RecordingError } from '../recording-error.ts'
import type { Job, Result } from './job.ts'
import { dollarsOf } from './side.ts'

export interface RunClock {
  /** Milliseconds. */
  now(): number
  /** Ends early, without a word, when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

export interface RunLimits {
  readonly dollars?: number
  /** Input and output together. */
  readonly tokens?: number
}

export interface RunOptions {
  readonly jobs: readonly Job[]
  /** Sends one, compares and keeps it. A `RecordingError` concerns this job alone, any other throw ends the run. */
  readonly perform: (job: Job) => Promise<Result>
  /** How many at a time. */
  readonly concurrency: number
  /** Requests a minute at most. */
  readonly perMinute?: number
  readonly limits?: RunLimits
  /** Aborted: nothing more is sent, and what is on its way comes home. */
  readonly stop: AbortSignal
  readonly clock: RunClock
  readonly onProgress?: (progress: Progress, news?: Result | NotRun) => void
}

export interface Progress {
  readonly all: number
  readonly done: number
  readonly running: number
  readonly dollars: number
  readonly tokens: number
}

/** A job that could not be sent. */
export interface NotRun {
  readonly job: Job
  readonly reason: string
}

export interface RunEnd {
  readonly results: readonly Result[]
  readonly notRun: readonly NotRun[]
  /** Jobs that nobody has begun. */
  readonly left: readonly Job[]
  readonly stoppedBy?: 'limit' | 'signal'
}

export const runReplay = (options: RunOptions): Promise<RunEnd> => new Run(options).run()

class Run {
  readonly #options: RunOptions
  readonly #waiting: Job[]
  readonly #running = new Set<Job>()
  readonly #results: Result[] = []
  readonly #notRun: NotRun[] = []
  readonly #broken = new AbortController()
  #dollars = 0
  #tokens = 0
  #nextStart = Number.NEGATIVE_INFINITY
  #isOverLimit = false

  constructor(options: RunOptions) {
    this.#options = options
    this.#waiting = [...options.jobs]
  }

  async run(): Promise<RunEnd> {
    const count = Math.max(1, Math.min(this.#options.concurrency, this.#waiting.length))
    const workers = await Promise.allSettled(Array.from({ length: count }, () => this.#work()))
    for (const worker of workers) if (worker.status === 'rejected') throw worker.reason
    const isStopped = this.#options.stop.aborted && this.#waiting.length > 0
    return {
      results: this.#results,
      notRun: this.#notRun,
      left: this.#waiting,
      ...(this.#isOverLimit ? { stoppedBy: 'limit' } : isStopped && { stoppedBy: 'signal' }),
    }
  }

  async #work(): Promise<void> {
    const stop = AbortSignal.any([this.#options.stop, this.#broken.signal])
    for (;;) {
      await this.#turn(stop)
      const [job] = this.#waiting
      if (!job || stop.aborted || this.#isOverLimit) return
      if (this.#exceeds(job)) {
        // What runs may take less than was feared: the last worker decides.
        if (this.#running.size > 0) return
        this.#isOverLimit = true
        return
      }
      this.#waiting.shift()
      await this.#perform(job)
    }
  }

  /** Waits until the rate allows another request. */
  async #turn(stop: AbortSignal): Promise<void> {
    const { perMinute, clock } = this.#options
    if (perMinute === undefined || this.#waiting.length === 0) return
    const start = Math.max(clock.now(), this.#nextStart)
    this.#nextStart = start + 60_000 / perMinute
    const wait = start - clock.now()
    if (wait > 0) await clock.sleep(wait, stop)
  }

  async #perform(job: Job): Promise<void> {
    this.#running.add(job)
    this.#tell()
    try {
      const result = await this.#options.perform(job)
      this.#running.delete(job)
      this.#count(result)
      this.#results.push(result)
      this.#tell(result)
    } catch (thrown) {
      this.#running.delete(job)
      if (!(thrown instanceof RecordingError)) {
        this.#broken.abort()
        throw thrown
      }
      const notRun = { job, reason: thrown.message }
      this.#notRun.push(notRun)
      this.#tell(notRun)
    }
  }

  /** What was not counted is taken for what was expected. */
  #count({ job, replayed }: Result): void {
    const { usage } = replayed
    this.#dollars += dollarsOf(replayed) ?? (usage ? (job.estimate.dollars ?? 0) : 0)
    this.#tokens += usage ? promptTokens(usage) + usage.output_tokens : 0
  }

  /** With what is on its way, as it is expected to end. */
  #exceeds(next: Job): boolean {
    const { limits: { dollars, tokens } = {} } = this.#options
    const jobs = [...this.#running, next]
    const expected = (value: (job: Job) => number): number => jobs.reduce((sum, job) => sum + value(job), 0)
    if (dollars !== undefined && this.#dollars + expected(job => job.estimate.dollars ?? 0) > dollars)
      return true
    const ofTokens = (job: Job): number => job.estimate.inputTokens + job.estimate.outputTokens
    return tokens !== undefined && this.#tokens + expected(ofTokens) > tokens
  }

  #tell(news?: Result | NotRun): void {
    const progress = {
      all: this.#options.jobs.length,
      done: this.#results.length + this.#notRun.length,
      running: this.#running.size,
      dollars: this.#dollars,
      tokens: this.#tokens,
    }
    this.#options.onProgress?.(progress, news)
  }
}
