/** A clock that only sleeping moves: what a plugin waits for is over at once, and is counted. */
export class VirtualClock {
  /** Milliseconds. */
  time = 1_000_000
  readonly waits: number[] = []

  readonly now = (): number => this.time

  readonly sleep = async (milliseconds: number): Promise<void> => {
    this.waits.push(milliseconds)
    this.time += milliseconds
  }

  /** Milliseconds slept so far. */
  get slept(): number {
    return this.waits.reduce((sum, wait) => sum + wait, 0)
  }
}
