/** Time that passes only when nothing else is left to do, from alarm to alarm, with no real waiting. */
import type { CouncilClock } from '../../src/council/types.ts'

interface Alarm {
  readonly at: number
  readonly ring: () => void
}

export class HeapClock implements CouncilClock {
  #time = 0
  readonly #alarms = new Set<Alarm>()

  now(): number {
    return this.#time
  }

  /** Sleepers that nobody has woken. */
  get pending(): number {
    return this.#alarms.size
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const ring = (): void => {
        this.#alarms.delete(alarm)
        signal?.removeEventListener('abort', ring)
        resolve()
      }
      const alarm: Alarm = { at: this.#time + milliseconds, ring }
      this.#alarms.add(alarm)
      signal?.addEventListener('abort', ring, { once: true })
      if (signal?.aborted) ring()
    })
  }

  /** Lets time pass until the promise is settled. Throws where nothing is left that could settle it. */
  async run<Value>(promise: Promise<Value>): Promise<Value> {
    let isSettled = false
    const settle = (): void => {
      isSettled = true
    }
    promise.then(settle, settle)
    for (;;) {
      await turn()
      if (isSettled) return promise
      if (!this.#next()) throw new Error(`nothing is left to wait for at ${this.#time} ms: it hangs`)
    }
  }

  /** Lets time pass up to a moment. */
  async runUntil(time: number): Promise<void> {
    for (;;) {
      await turn()
      if (!this.#next(time)) break
    }
    this.#time = Math.max(this.#time, time)
  }

  #next(until = Number.POSITIVE_INFINITY): boolean {
    let first: Alarm | undefined
    for (const alarm of this.#alarms) if (!first || alarm.at < first.at) first = alarm
    if (!first || first.at > until) return false
    this.#time = Math.max(this.#time, first.at)
    first.ring()
    return true
  }
}

/** Everything that promises have to do is done by then. */
export const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
