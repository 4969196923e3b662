/** A stage in which many are asked at once: when enough have answered, the others get a short grace only. */
import type { Stop } from './model-call.ts'
import type { Sitting } from './sitting.ts'

/** Never rejects while the sitting lasts. The signal's reason is a `Stop`. */
export type Task<Value> = (signal: AbortSignal) => Promise<Value>

export interface Rule<Value> {
  /** How many have to count. */
  readonly quorum: number
  readonly counts: (value: Value) => boolean
  /** Places in the list of tasks that have to be among those that count. */
  readonly required?: readonly number[]
  /** The time at which the stage is over anyhow. */
  readonly endsAt: number
  readonly onQuorum?: (count: number) => void
}

/** Milliseconds. */
const shortestGrace = 2_000
const longestGrace = 15_000
const graceShare = 0.35

/** Milliseconds that the others still have when the quorum was reached after so many. */
export const graceAfter = (elapsedMs: number): number =>
  Math.min(longestGrace, Math.max(shortestGrace, graceShare * elapsedMs))

/** Two thirds; of two both. */
export const usualQuorum = (count: number): number => Math.ceil((2 * count) / 3)

/** In the order of the tasks. */
export async function collect<Value>(
  sitting: Sitting,
  tasks: readonly Task<Value>[],
  rule: Rule<Value>,
): Promise<readonly Value[]> {
  const stage = new Stage(sitting, tasks.length, rule)
  try {
    return await Promise.all(
      tasks.map(async (task, index) => {
        const value = await task(stage.signal)
        stage.ended(value, index)
        return value
      }),
    )
  } finally {
    stage.close()
  }
}

class Stage<Value> {
  readonly #sitting: Sitting
  readonly #rule: Rule<Value>
  readonly #controller = new AbortController()
  readonly #startedAt: number
  readonly #missing: Set<number>
  readonly #callOffEnd: () => void
  #callOffGrace: (() => void) | undefined
  #open: number
  #count = 0

  constructor(sitting: Sitting, tasks: number, rule: Rule<Value>) {
    this.#sitting = sitting
    this.#rule = rule
    this.#open = tasks
    this.#missing = new Set(rule.required)
    this.#startedAt = sitting.now()
    this.#callOffEnd = sitting.alarm(rule.endsAt - this.#startedAt, () => this.#stop())
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  ended(value: Value, index: number): void {
    this.#open -= 1
    if (!this.#rule.counts(value)) return
    this.#count += 1
    this.#missing.delete(index)
    if (this.#callOffGrace || this.#count < this.#rule.quorum || this.#missing.size > 0) return
    this.#rule.onQuorum?.(this.#count)
    const grace = graceAfter(this.#sitting.now() - this.#startedAt)
    this.#callOffGrace = this.#open > 0 ? this.#sitting.alarm(grace, () => this.#stop()) : () => {}
  }

  close(): void {
    this.#callOffEnd()
    this.#callOffGrace?.()
  }

  #stop(): void {
    this.#controller.abort('late' satisfies Stop)
  }
}
