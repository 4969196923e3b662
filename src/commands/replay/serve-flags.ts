/** The flags of `claudecodex replay RECORDING --serve`, and how their values are read. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Rung } from '../../recording/matching/matcher.ts'
import { rungs } from '../../recording/matching/matcher.ts'
import type { Pattern } from '../../recording/matching/patterns.ts'
import { ownPattern } from '../../recording/matching/patterns.ts'
import type { ConfigurationFlags, OutputFlags, ServerFlags } from '../flags.ts'
import { withAddressFlags } from '../flags.ts'
import type { SelectionFlags } from './flags.ts'

export type MissFlag = 'fail' | 'nearest' | 'live' | { readonly status: number }
/** `fast`: at once. A number is how many times as fast as it was. */
export type TimingFlag = 'fast' | number

export type ServeRecordingFlags = ConfigurationFlags &
  ServerFlags &
  SelectionFlags &
  OutputFlags & {
    readonly nextPort?: boolean
    readonly json?: boolean
    readonly match?: Rung
    readonly onMiss?: MissFlag
    readonly reuse?: boolean
    readonly timing?: TimingFlag
    /** Seconds. */
    readonly maxGap?: number
    readonly normalize?: readonly Pattern[]
    readonly strictUnused?: boolean
  }

/** All of `--serve` but the flags that the command has for whatever it does: configuration, backend, model and output. */
export const withServeFlags = (command: Command): Command =>
  withAddressFlags(
    command
      .optionsGroup('Serve:')
      .option('--serve', 'answer clients from the recording, with no network and no model')
      .addOption(
        new Option(
          '--match <rung>',
          'how like a request must be to one that was recorded: the same, the same but for what changes with every run, of the ' +
            'same shape, or merely the next in its conversation',
        )
          .choices(rungs)
          .default('shape'),
      )
      .option(
        '--on-miss <what>',
        'what a request gets that was not recorded: fail (404 with what differs), nearest, live (asks the backend), or status:529',
        readMiss,
      )
      .option('--reuse', 'let exchanges answer again: every session finds the whole recording')
      .option('--timing <pace>', 'fast (at once), real (as it was), or a factor such as 4x', readTiming)
      .option('--max-gap <seconds>', 'wait no longer than this between two events', readSeconds)
      .option(
        '--normalize <regex>',
        'leave out what this finds before texts are compared (repeatable)',
        (text: string, earlier?: readonly Pattern[]) => [...(earlier ?? []), readPattern(text)],
      )
      .option('--strict-unused', 'end with exit code 11 if anything was missed or nobody has asked for it'),
  )

export function readMiss(text: string): MissFlag {
  if (text === 'fail' || text === 'nearest' || text === 'live') return text
  const status = Number(/^status:(\d{3})$/.exec(text)?.[1])
  if (status >= 400 && status <= 599) return { status }
  throw new InvalidArgumentError('It is fail, nearest, live, or status: and a number from 400 to 599.')
}

export function readTiming(text: string): TimingFlag {
  if (text === 'fast') return text
  if (text === 'real') return 1
  const factor = Number(/^(\d+(?:\.\d+)?)x$/.exec(text)?.[1])
  if (factor > 0) return factor
  throw new InvalidArgumentError('It is fast, real, or a factor such as 4x or 0.5x.')
}

export function readSeconds(text: string): number {
  const seconds = Number(text.replace(/s$/, ''))
  if (text.trim() !== '' && seconds > 0) return seconds
  throw new InvalidArgumentError('It is a number of seconds above 0.')
}

export function readPattern(text: string): Pattern {
  try {
    return ownPattern(text)
  } catch (thrown) {
    throw new InvalidArgumentError(thrown instanceof Error ? `${thrown.message}.` : String(thrown))
  }
}
