/** What the writer of a recording needs of time. */

export interface LogClock {
  /** Milliseconds. */
  now(): number
  /** When the signal says so, nobody waits any more. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

export const realClock: LogClock = {
  now: Date.now,
  sleep: (milliseconds, signal) =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds)
      signal?.addEventListener('abort', () => clearTimeout(timer))
    }),
}
