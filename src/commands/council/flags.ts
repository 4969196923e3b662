/** The flags of `council`, how their values are read, and what they change in the settings. */
import { InvalidArgumentError } from 'commander'
import type { CouncilSettings } from '../../config/configuration.ts'
import { dollars, list, members, seconds, type VariableKind } from '../../config/variable-kinds.ts'
import type { CouncilMode } from '../../council/types.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { RecordingFlags } from '../flags.ts'

export interface CouncilFlags extends RecordingFlags {
  readonly models?: readonly string[]
  readonly chairman?: string
  readonly reviewers?: readonly string[]
  readonly mode?: CouncilMode
  readonly quorum?: number
  readonly seed?: string
  /** Seconds for each call of a model. */
  readonly timeout?: number
  /** Seconds for the whole. */
  readonly deadline?: number
  readonly maxUsd?: number
  readonly file?: readonly string[]
  readonly system?: string
  readonly select?: boolean
  readonly strict?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly jsonl?: boolean
  readonly showResponses?: boolean
  readonly showReviews?: boolean
  /** A folder; false for `--no-save`. */
  readonly save?: string | false
  /** False for `--no-config`. */
  readonly config?: string | false
  readonly quiet?: boolean
  readonly verbose?: boolean
}

const reader =
  <Value>(kind: VariableKind<Value>) =>
  (text: string): Value => {
    const value = kind.parse(text.trim())
    if (value === undefined) throw new InvalidArgumentError(`Expected ${kind.allowed}.`)
    return value
  }

export const readModels = reader(list)
export const readSeconds = reader(seconds)
export const readMembers = reader(members)
export const readDollars = reader(dollars)

/** Flags win. Throws a `CommandError` for flags that do not go together. */
export function settingsWith(settings: CouncilSettings, flags: CouncilFlags): CouncilSettings {
  const { models, chairman, reviewers, mode = settings.mode, quorum, seed, timeout, deadline, maxUsd } = flags
  // A chairman, reviewers and a quorum that were settled are those of other members.
  const { members: _, chairman: __, reviewers: ___, quorum: ____, ...others } = settings
  const kept = models === undefined ? settings : { ...others, members: models }
  const wanted: CouncilSettings = {
    ...kept,
    mode,
    ...(chairman !== undefined && { chairman }),
    ...(reviewers !== undefined && { reviewers }),
    ...(quorum !== undefined && { quorum }),
    ...(seed !== undefined && { seed }),
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    ...(deadline !== undefined && { deadlineMs: deadline * 1000 }),
    ...(maxUsd !== undefined && { maxDollars: maxUsd }),
  }
  refuseContradictions(wanted, flags)
  return wanted
}

function refuseContradictions({ mode }: CouncilSettings, { select, json, jsonl }: CouncilFlags): void {
  if (select && mode !== 'full') {
    throw usage(
      `--select takes the answer that is ranked first, and mode ${mode} ranks none: use --mode full`,
    )
  }
  if (json && jsonl) throw usage('--json and --jsonl are two forms of one output: choose one')
}

const usage = (text: string): CommandError => new CommandError(text, exitCodes.usage)
