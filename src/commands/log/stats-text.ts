/** Statistics as a person reads them. */
import type { ChalkInstance } from 'chalk'
import { costText, countText, cut, pad, timeText, widthOf, wrap } from '../../../plugins/log/text.ts'
import { causeNames } from './cache-text.ts'
import { type Counts, shareOf } from './counts.ts'
import { shownLine } from './shown.ts'
import type { Extreme, Statistics } from './statistics.ts'

/** Lines with one label. */
type Row = (label: string, text: string, paint?: (line: string) => string) => readonly string[]

const labelWidth = 10
const mostRows = 12
const longestName = 44

const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`

/** `columns` is infinite where lines go to a file or a pipe. */
export function statsText(stats: Statistics, columns: number, colors: ChalkInstance): string {
  const room = Math.max(20, columns - labelWidth - 3)
  const row: Row = (label, text, paint = said => said) =>
    wrap(text, room).map(
      (line, index) => `  ${colors.dim((index === 0 ? label : '').padEnd(labelWidth))} ${paint(line)}`,
    )
  const lines = [
    colors.bold(titleOf(stats)),
    ...row('outcome', outcomeText(stats)),
    ...row('tokens', tokensText(stats)),
    ...row('cost', costLine(stats)),
    ...row('cache', cacheLine(stats)),
    ...extremeRow('slowest', stats.slowest, timeText, row),
    ...extremeRow('largest', stats.largest, value => `${countText(value)} tokens`, row),
    ...stats.errors
      .slice(0, mostRows)
      .flatMap(({ text, count }) => row('error', cut(`${count} × ${shownLine(text)}`, 2 * room), colors.red)),
    ...groupTable('Sessions', stats.sessions, columns, colors),
    ...groupTable('Agents', stats.agents, columns, colors),
    ...groupTable('Models', stats.models, columns, colors),
    ...toolTable(stats, columns, colors),
  ]
  return `${lines.join('\n')}\n`
}

const titleOf = ({ exchanges, from, to }: Statistics): string =>
  from === undefined || to === undefined
    ? 'no exchange'
    : `${counted(exchanges, 'exchange')}, ${dateText(from)} to ${dateText(to)}`

const dateText = (time: string): string => new Date(time).toLocaleString('sv')

function outcomeText({ answered, failed, aborted, open }: Counts): string {
  const parts = [
    `${answered} answered`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(aborted > 0 ? [`${aborted} aborted`] : []),
    ...(open > 0 ? [`${open} without an end`] : []),
  ]
  return parts.join(', ')
}

const tokensText = ({ tokens: { input, cacheRead, cacheWritten, output } }: Counts): string =>
  `${countText(input)} in, ${countText(cacheRead)} read from the cache, ${countText(cacheWritten)} written to it, ${countText(output)} out`

/** What is not known is never a zero. */
function costLine({ cost: { dollars, uncached, priced, plan, unknown } }: Counts): string {
  const saved = uncached > dollars ? `, ${costText(uncached)} without the cache` : ''
  const parts = [
    ...(priced > 0 ? [`${costText(dollars)} for ${counted(priced, 'exchange')}${saved}`] : []),
    ...(plan > 0 ? [`${counted(plan, 'exchange')} paid by a subscription`] : []),
    ...(unknown > 0 ? [`of ${counted(unknown, 'exchange')} the price is not known`] : []),
  ]
  return parts.join('; ') || 'nothing was counted'
}

function cacheLine({ tokens, cache: { hits, misses, lost } }: Counts): string {
  const share = shareOf(tokens)
  const causes = causeNames.flatMap(cause => (misses[cause] ? [`${misses[cause]} ${cause}`] : []))
  const parts = [
    share === undefined ? 'nothing was counted' : `${Math.floor(100 * share)}% of the prompts`,
    ...(hits > 0 ? [`${counted(hits, 'hit')}`] : []),
    ...(causes.length > 0 ? [`misses: ${causes.join(', ')}`] : []),
    ...(lost > 0 ? [`${countText(lost)} tokens lost`] : []),
  ]
  return parts.join(', ')
}

const extremeRow = (
  label: string,
  extremes: readonly Extreme[],
  show: (value: number) => string,
  row: Row,
): readonly string[] =>
  extremes.length === 0
    ? []
    : row(label, extremes.map(({ seq, value }) => `#${seq} ${show(value)}`).join(', '))

function groupTable(
  title: string,
  groups: Statistics['models'],
  columns: number,
  colors: ChalkInstance,
): readonly string[] {
  const rows = groups
    .slice(0, mostRows)
    .map(group => [
      shownLine(group.name),
      String(group.exchanges),
      group.failed > 0 ? `${group.failed} failed` : '',
      countText(group.tokens.input + group.tokens.cacheRead + group.tokens.cacheWritten),
      countText(group.tokens.output),
      percentText(group),
      groupCost(group),
    ])
  return table(title, ['exchanges', '', 'in', 'out', 'cached', 'cost'], rows, groups.length, columns, colors)
}

const percentText = ({ tokens }: Counts): string => {
  const share = shareOf(tokens)
  return share === undefined ? '' : `${Math.floor(100 * share)}%`
}

function groupCost({ cost: { dollars, priced, plan, unknown } }: Counts): string {
  if (priced > 0) return `${costText(dollars)}${plan + unknown > 0 ? ' +' : ''}`
  if (plan > 0) return 'plan'
  return unknown > 0 ? 'unknown' : ''
}

function toolTable({ tools }: Statistics, columns: number, colors: ChalkInstance): readonly string[] {
  const rows = tools
    .slice(0, mostRows)
    .map(({ name, calls, errors }) => [shownLine(name), String(calls), errors > 0 ? String(errors) : ''])
  return table('Tools', ['calls', 'errors'], rows, tools.length, columns, colors)
}

function table(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  all: number,
  columns: number,
  colors: ChalkInstance,
): readonly string[] {
  if (rows.length === 0) return []
  const [names, ...cells] = Array.from({ length: heads.length + 1 }, (_, column) =>
    Math.max(
      column === 0 ? 0 : widthOf(heads[column - 1] ?? ''),
      ...rows.map(row => widthOf(row[column] ?? '')),
    ),
  )
  const room = columns - cells.reduce((sum, width) => sum + width + 2, 4)
  const name = Math.max(widthOf(title), Math.min(names ?? 0, longestName, Math.max(10, room)))
  const line = (first: string, rest: readonly string[]): string =>
    `  ${pad(cut(first, name), name)}  ${rest.map((text, index) => pad(text, cells[index] ?? 0, 'right')).join('  ')}`.trimEnd()
  return [
    '',
    colors.bold(line(title, []).trim()) + colors.dim(line('', heads).slice(2 + widthOf(title))),
    ...rows.map(([first = '', ...rest]) => line(first, rest)),
    ...(all > rows.length ? [colors.dim(`  and ${all - rows.length} more`)] : []),
  ]
}
