/** One line of the table: an exchange, what it did, and how today's answer compares. */
import type { ChalkInstance } from 'chalk'
import { costText, countText, cut, oneLine, pad, shortName, timeText } from '../../../plugins/log/text.ts'
import { toolCall } from '../../../plugins/log/tools.ts'
import { textOf, type Verdict } from '../../recording/replay/compare.ts'
import { type Job, type Result, routeName } from '../../recording/replay/job.ts'
import type { NotRun } from '../../recording/replay/run.ts'
import { dollarsOf, type Side } from '../../recording/replay/side.ts'
import { type ToolChange, toolCallsOf } from '../../recording/replay/tool-changes.ts'

/** What all lines of a replay have in common. */
export interface TableShape {
  /** Several targets: each line names its own. */
  readonly isMatrix: boolean
  /** Each request is sent several times: each line says which time. */
  readonly isRepeated: boolean
}

const verdictWidth = 13

export function resultRow(result: Result, shape: TableShape, colors: ChalkInstance): string {
  const { job, recorded, replayed, comparison } = result
  const { verdict, similarity, tools, schemaFaults } = comparison
  const paint = paintOf(verdict, colors)
  return [
    startOf(job, shape),
    pad(deedText(recorded), 26),
    paint(pad(verdict, verdictWidth)),
    pad(verdict === 'error' || verdict === 'uncompared' ? '' : `tools ${tools.length === 0 ? '=' : '≠'}`, 7),
    pad(similarity === undefined ? '' : `text ${similarity.toFixed(2)}`, 9),
    pad(timesText(replayed, recorded), 15, 'right'),
    pad(outputText(replayed, recorded), 16, 'right'),
    pad(costsText(replayed, recorded), 16, 'right'),
    ...remarks(result, tools, schemaFaults).map(text => paint(text)),
  ]
    .join('  ')
    .trimEnd()
}

export const notRunRow = ({ job, reason }: NotRun, shape: TableShape, colors: ChalkInstance): string =>
  `${startOf(job, shape)}  ${colors.red(`not sent: ${oneLine(reason)}`)}`

function startOf({ source, route, round }: Job, { isMatrix, isRepeated }: TableShape): string {
  return [
    pad(`#${source.seq}`, 5, 'right'),
    ...(isRepeated ? [`×${round}`] : []),
    pad(whoText(source.open.who), 12),
    ...(isMatrix ? [pad(oneLine(routeName(route)), 24)] : []),
  ].join(' ')
}

const whoText = ({ class: kind, agent, agentType }: Job['source']['open']['who']): string =>
  agent === undefined ? kind : shortName(oneLine(agentType ?? `agent ${agent.slice(0, 4)}`), 12)

/** The first tool it called, else how its text begins. */
export function deedText({ message, outcome }: Side): string {
  const [call, ...more] = toolCallsOf(message)
  if (!call) return oneLine(textOf(message)) || (outcome === 'answered' ? 'nothing' : outcome)
  const { name, brief } = toolCall(call.name, call.input)
  return `${more.length > 0 ? `${more.length + 1}× ` : ''}${name} ${brief}`.trim()
}

function remarks({ replayed, comparison }: Result, tools: readonly ToolChange[], faults: readonly string[]) {
  const { error, outcome } = replayed
  return [
    ...(tools.length > 0 ? [changesText(tools)] : []),
    ...(comparison.stop ? [`stop ${comparison.stop.recorded}→${comparison.stop.replayed}`] : []),
    ...faults.slice(0, 1).map(fault => `input: ${oneLine(fault)}`),
    ...(outcome === 'answered' ? [] : [error ? cut(oneLine(error.message), 120) : outcome]),
  ]
}

/** `Bash→Read`, `Edit /new_string`, `+Read`, `−Bash`. */
export function changesText(changes: readonly ToolChange[]): string {
  const names = (kind: ToolChange['kind']): string[] =>
    changes.filter(change => change.kind === kind).map(({ name }) => oneLine(name))
  const [missing, added] = [names('missing'), names('added')]
  const swaps = Math.min(missing.length, added.length)
  return [
    ...missing.slice(0, swaps).map((name, index) => `${name}→${added[index]}`),
    ...missing.slice(swaps).map(name => `−${name}`),
    ...added.slice(swaps).map(name => `+${name}`),
    ...changes.flatMap(change =>
      change.kind === 'changed' ? [`${oneLine(change.name)} ${oneLine(change.at.join(' '))}`] : [],
    ),
  ].join(', ')
}

function paintOf(verdict: Verdict, colors: ChalkInstance): (text: string) => string {
  if (verdict === 'error') return colors.red
  return verdict === 'tools-differ' || verdict === 'stop-differs' ? colors.yellow : colors.green
}

const beside = (now: string | undefined, before: string | undefined): string =>
  [now ?? '', before === undefined ? '' : `(${before})`].join(' ').trim()

const shown = <Value>(value: Value | undefined, text: (value: Value) => string): string | undefined =>
  value === undefined ? undefined : text(value)

const timesText = (now: Side, before: Side): string =>
  beside(shown(now.timing?.total, timeText), shown(before.timing?.total, timeText))

const outputText = (now: Side, before: Side): string =>
  beside(
    shown(now.usage?.output_tokens, count => `out ${countText(count)}`),
    shown(before.usage?.output_tokens, countText),
  )

const costsText = (now: Side, before: Side): string =>
  beside(
    shown(dollarsOf(now), costText),
    before.cost === 'plan' ? 'plan' : shown(dollarsOf(before), costText),
  )
