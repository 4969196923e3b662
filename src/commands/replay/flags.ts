/** The flags of `claudecodex replay`, read as the command line gives them. */
import { InvalidArgumentError } from 'commander'
import { type Condition, conditionNames, conditionOf } from '../../recording/replay/condition.ts'
import { type Patch, patchOf } from '../../recording/replay/patch.ts'
import { momentOf, rangesOf, type Selection } from '../../recording/replay/selection.ts'
import type { ConfigurationFlags, OutputFlags } from '../flags.ts'

export interface SelectionFlags {
  /** Where recordings lie. */
  readonly logDir?: string
  /** In the language of filters. */
  readonly filter?: string
  readonly only?: Selection['only']
  readonly agent?: string
  readonly session?: string
  readonly since?: number
  readonly until?: number
  readonly limit?: number
}

export interface ReplayFlags extends ConfigurationFlags, OutputFlags, SelectionFlags {
  readonly strict?: boolean
  readonly to?: readonly string[]
  readonly dryRun?: boolean
  readonly repeat?: number
  readonly set?: readonly Patch[]
  /** Undefined: where another backend is asked than the one that had answered. */
  readonly stripThinking?: boolean
  readonly concurrency?: number
  /** Requests a minute. */
  readonly rate?: number
  /** Dollars. */
  readonly maxCost?: number
  readonly maxTokens?: number
  readonly yes?: boolean
  readonly output?: string
  readonly resume?: string
  readonly failOn?: readonly Condition[]
  readonly json?: boolean
}

export function readRanges(text: string): NonNullable<Selection['only']> {
  const ranges = rangesOf(text)
  if (ranges) return ranges
  throw new InvalidArgumentError('Write numbers of exchanges, such as 7, 3-7 or 3-7,12.')
}

export function readMoment(text: string): number {
  const moment = momentOf(text, Date.now())
  if (moment !== undefined) return moment
  throw new InvalidArgumentError('Write a date, a date and time, or how long ago, such as 90m, 2h or 1d.')
}

export function readCount(text: string): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count > 0 && Number.isSafeInteger(count)) return count
  throw new InvalidArgumentError('It is a whole number from 1.')
}

export function readAmount(text: string): number {
  const amount = Number(text.replace(/^\$/, ''))
  if (text.trim() !== '' && Number.isFinite(amount) && amount > 0) return amount
  throw new InvalidArgumentError('It is a number above 0.')
}

export function readPatch(text: string, earlier: readonly Patch[] = []): readonly Patch[] {
  const patch = patchOf(text)
  if (patch) return [...earlier, patch]
  throw new InvalidArgumentError('Write a JSON pointer and a value, such as /temperature=0.')
}

export function readCondition(text: string, earlier: readonly Condition[] = []): readonly Condition[] {
  const condition = conditionOf(text)
  if (condition) return [...earlier, condition]
  throw new InvalidArgumentError(`There are ${conditionNames.join(', ')}.`)
}
