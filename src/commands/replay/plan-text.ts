/** What a replay is about to do, for the person who decides on it. */
import type { ChalkInstance } from 'chalk'
import { costText, countText, oneLine } from '../../../plugins/log/text.ts'
import type { RecordingState } from '../../recording/recording.ts'
import { type Job, routeName } from '../../recording/replay/job.ts'
import type { Plan } from '../../recording/replay/plan.ts'

export interface PlanTextParts {
  readonly plan: Plan
  /** What was named on the command line. */
  readonly name: string
  readonly state: RecordingState
  readonly running: readonly string[]
  /** Plugins of the configuration that do not run. */
  readonly leftOut: readonly string[]
  readonly limits: { readonly dollars?: number; readonly tokens?: number }
  readonly isDryRun: boolean
  /** Results of targets that are not asked now, in the file that is continued. */
  readonly otherResults?: number
}

export function planText(parts: PlanTextParts, colors: ChalkInstance): string {
  const { plan, name } = parts
  const count = plan.jobs.length
  const title = [
    `${colors.bold('replay')} ${oneLine(name)}`,
    `${count} ${count === 1 ? 'request' : 'requests'} (${whoText(plan.jobs)})`,
  ].join(colors.dim(' · '))
  const rows: readonly (readonly [string, string])[] = [
    ...targetRows(plan),
    ...(parts.isDryRun ? [] : [['estimate', estimateText(parts)] as const]),
    ...skippedRows(plan),
    ['plugins', pluginsText(parts)],
    ...notesOf(parts).map(note => ['note', note] as const),
  ]
  return [title, ...rows.map(([label, text]) => `  ${colors.dim(label.padEnd(9))} ${text}`)]
    .map(line => `${line}\n`)
    .join('')
}

/** `41 main, 12 Explore`. */
function whoText(jobs: readonly Job[]): string {
  const names = jobs.map(({ source: { open } }) => oneLine(open.who.agentType ?? open.who.class))
  return timesText(names) || 'none'
}

function timesText(names: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')
}

/** A line for each backend and model that will be asked, with how often. */
function targetRows({ jobs }: Plan): (readonly [string, string])[] {
  const counts = new Map<string, { all: number; strips: number }>()
  for (const { route, stripsThinking } of jobs) {
    const name = routeName(route)
    const { all, strips } = counts.get(name) ?? { all: 0, strips: 0 }
    counts.set(name, { all: all + 1, strips: strips + Number(stripsThinking) })
  }
  return [...counts].map(([name, { all, strips }]) => {
    const without =
      strips === all ? ', without thinking blocks' : `, ${strips} of them without thinking blocks`
    return ['to', `${oneLine(name)} (${all}${strips > 0 ? without : ''})`] as const
  })
}

function estimateText({ plan, limits }: PlanTextParts): string {
  const { inputTokens, outputTokens, guessed } = plan
  const guess = guessed > 0 ? `, ${guessed} of them guessed` : ''
  const bounds = [
    ...(limits.dollars === undefined ? [] : [`$${limits.dollars}`]),
    ...(limits.tokens === undefined ? [] : [`${countText(limits.tokens)} tokens`]),
  ]
  return [
    `${countText(inputTokens)} tokens in, ${countText(outputTokens)} out${guess}`,
    priceText(plan),
    ...(bounds.length > 0 ? [`limit ${bounds.join(' and ')}`] : []),
  ].join(' · ')
}

function priceText({ dollars, unpriced, isFree }: Plan): string {
  if (isFree) return 'free'
  const names = unpriced.map(name => oneLine(name)).join(', ')
  if (unpriced.length === 0) return `about ${costText(dollars)} without a prompt cache`
  return dollars > 0
    ? `at least ${costText(dollars)}; the price of ${names} is not known`
    : `the price of ${names} is not known`
}

function skippedRows({ skipped }: Plan): (readonly [string, string])[] {
  return skipped.length === 0 ? [] : [['skipped', timesText(skipped.map(({ reason }) => reason))]]
}

function pluginsText({ running, leftOut }: PlanTextParts): string {
  const without = leftOut.length > 0 ? ` (without ${leftOut.join(', ')})` : ''
  return `${running.join(', ') || 'none'}${without}`
}

function notesOf({ plan, state, otherResults = 0 }: PlanTextParts): readonly string[] {
  const results =
    otherResults === 1 ? 'one result of another target' : `${otherResults} results of other targets`
  return [
    ...(otherResults > 0
      ? [`${results} in the file of --resume ${otherResults === 1 ? 'stays' : 'stay'}`]
      : []),
    ...(plan.scrubbed > 0
      ? [`${plan.scrubbed} of the requests were recorded without their secrets, and are sent so`]
      : []),
    ...(state.damaged > 0 ? [`${state.damaged} lines of the recording are damaged`] : []),
    ...(state.lost > 0 ? [`${state.lost} exchanges are missing: they could not be written`] : []),
  ]
}
