/** What a person reads when a command fails, and the exit code that goes with it. */
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import { printable } from './printable.ts'

export interface Failure {
  readonly text: string
  readonly exitCode: number
}

export interface FailureDetails {
  /** Shows the stack of a fault of our own. */
  readonly verbose: boolean
}

/** Errors that explain themselves are their message; any other is a fault of ours, whose stack is shown on demand. */
export function failureOf(thrown: unknown, { verbose }: FailureDetails): Failure {
  if (thrown instanceof CommandError) return { text: thrown.message, exitCode: thrown.exitCode }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  if (selfExplaining.has(error.name)) return { text: printable(error.message), exitCode: exitCodes.usage }
  if (verbose) return { text: error.stack ?? error.message, exitCode: exitCodes.internal }
  return {
    text: `${error.message.split('\n', 1)[0]}\n(an unexpected error; with --verbose it shows where it happened)`,
    exitCode: exitCodes.internal,
  }
}

// By name: this module is loaded with every command, those of the errors only where they are thrown.
const selfExplaining = new Set([
  'ConfigError',
  'PluginStartError',
  'RecordedExchangeError',
  'RecordingError',
  'FilterError',
])
