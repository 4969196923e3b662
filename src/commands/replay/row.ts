/** One line of the table: an exchange, what it did, and how today's answer compares. */
import type { ChalkInstance } from 'chalk'
import {
  costText,
  countText,
  cut,
  oneLine,
  pad,
  shortName,
  timeText,
  widthOf,
} from '../../../plugins/log/text.ts'
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
  /** Cells; infinite where lines go to a file or a pipe. */
  readonly columns: number
}

interface Cell {
  readonly text: string
  readonly width: number
  readonly side?: 'right'
  readonly isVerdict?: true
  /** The higher, the sooner a narrow terminal does without. */
  readonly dispensable?: number
}

const gap = 2
/** Cells for what there is to remark, such as `Bash→Read`. */
const remarkWidth = 16

export function resultRow(result: Result, shape: TableShape, colors: ChalkInstance): string {
  const paint = paintOf(result.comparison.verdict, colors)
  const start = startOf(result.job, shape)
  const room = shape.columns - widthOf(start) - remarkWidth
  const cells = fitting(cellsOf(result), room)
  const remark = remarksOf(result).join('  ')
  const left = Math.max(remarkWidth, shape.columns - widthOf(start) - usedBy(cells) - gap)
  return [
    start,
    ...cells.map(({ text, width, side, isVerdict }) => {
      const shown = pad(text, width, side)
      return isVerdict ? paint(shown) : shown
    }),
    ...(remark === '' ? [] : [paint(cut(remark, left))]),
  ]
    .join(' '.repeat(gap))
    .trimEnd()
}

function cellsOf({ recorded, replayed, comparison }: Result): readonly Cell[] {
  const { verdict, similarity, tools } = comparison
  const isCompared = verdict !== 'error' && verdict !== 'uncompared'
  return [
    { text: deedText(recorded), width: 26 },
    { text: verdict, width: 13, isVerdict: true },
    { text: isCompared ? `tools ${tools.length === 0 ? '=' : '≠'}` : '', width: 7, dispensable: 1 },
    { text: similarity === undefined ? '' : `text ${similarity.toFixed(2)}`, width: 9, dispensable: 2 },
    { text: timesText(replayed, recorded), width: 15, side: 'right', dispensable: 3 },
    { text: outputText(replayed, recorded), width: 16, side: 'right', dispensable: 5 },
    { text: costsText(replayed, recorded), width: 16, side: 'right', dispensable: 4 },
  ]
}

/** Nothing decides but the width, so that lines stay aligned. */
function fitting(cells: readonly Cell[], room: number): readonly Cell[] {
  const ranks = cells.flatMap(({ dispensable }) => dispensable ?? []).sort((one, other) => other - one)
  const kept = [Number.POSITIVE_INFINITY, ...ranks].map(rank =>
    cells.filter(({ dispensable = 0 }) => dispensable < rank),
  )
  return kept.find(few => usedBy(few) <= room) ?? kept.at(-1) ?? cells
}

const usedBy = (cells: readonly Cell[]): number => cells.reduce((sum, { width }) => sum + gap + width, 0)

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

function remarksOf({ replayed, comparison }: Result): readonly string[] {
  const { error, outcome } = replayed
  const { tools, schemaFaults: faults } = comparison
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
