/** Waits for the signal that ends a server; another one ends the process at once. */
import { exitCodes } from './exit-codes.ts'

export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown
}

export interface StopOptions {
  readonly source?: SignalSource
  /** Ends the process without waiting for anything. */
  readonly end?: (exitCode: number) => void
  /** Milliseconds. */
  readonly now?: () => number
}

const codes = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.ok } as const

// npm hands Ctrl-C on to what it runs, although the terminal has sent it there as well.
const echo = 300

/** Resolves at the first signal, to the exit code that goes with it. */
export function stopSignal(options: StopOptions = {}): Promise<number> {
  const { source = process, end = code => process.exit(code), now = () => performance.now() } = options
  return new Promise(resolve => {
    let first: number | undefined
    const stop = (exitCode: number): void => {
      if (first !== undefined && now() - first > echo) end(exitCodes.interrupted)
      first ??= now()
      resolve(exitCode)
    }
    source.on('SIGINT', () => stop(codes.SIGINT))
    source.on('SIGTERM', () => stop(codes.SIGTERM))
  })
}
