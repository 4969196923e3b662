/** The result of a check. */
import type { LoadedPlugin } from '../../core/chain.ts'
import type { HookName } from '../../core/running-plugin.ts'
import type { TestRun } from '../plugin-tests.ts'
import type { Trials } from './trials.ts'

/** What is known of a plugin after a check. */
export interface Checked {
  /** As it was named on the command line. */
  readonly asked: string
  /** Why it cannot be loaded or set up; the rest is missing then. */
  readonly problem?: string
  readonly plugin?: LoadedPlugin
  readonly hooks: readonly HookName[]
  readonly trials: Trials['trials']
  readonly time: Trials['time']
  /** Lines that it has printed. */
  readonly printed: readonly string[]
  /** Undefined where it has none, or none were wanted. */
  readonly tests?: TestRun
}

export const hasPassed = ({ problem, trials, tests }: Checked): boolean =>
  problem === undefined && trials.every(({ faults }) => faults.length === 0) && tests?.passed !== false
