/** What is said when a council is over: the table of cost and time, what was missing, dissent, where the transcript is. */
import type { ChalkInstance } from 'chalk'
import { pad } from '../../../plugins/log/text.ts'
import type { Council } from '../../council/types.ts'
import { printableLine } from '../printable.ts'
import { doubtText } from './ranking-text.ts'
import type { CouncilEnd } from './run.ts'
import type { TallyRow } from './tally.ts'
import { isBelowQuorum } from './verdict.ts'
import { dollarsText, secondsText, shortened, tokensText, totalText } from './words.ts'

export interface SummaryFacts {
  readonly end: CouncilEnd
  readonly council: Council
  readonly rows: readonly TallyRow[]
  /** File of the transcript. */
  readonly transcript?: string
  /** Milliseconds. */
  readonly totalMs: number
}

const widestName = 44

export function summaryText(facts: SummaryFacts, colors: ChalkInstance): string {
  const { rows, transcript } = facts
  return [
    ...tableLines(rows).map(line => colors.dim(line)),
    colors.bold(headText(facts)),
    ...warningsOf(facts).map(text => colors.yellow(text)),
    ...dissentLines(facts.end),
    ...(transcript === undefined ? [] : [colors.dim(`transcript  ${transcript}`)]),
    '',
  ].join('\n')
}

function tableLines(rows: readonly TallyRow[]): readonly string[] {
  const cells = rows.map(({ role, member, status, usage, dollars, timing }) => [
    role,
    shortened(member, widestName),
    status,
    timing.firstMs === undefined ? '' : secondsText(timing.firstMs),
    secondsText(timing.totalMs),
    tokensText(usage),
    // Whoever has not answered has no bill to show.
    usage || dollars !== undefined ? dollarsText(dollars) : '',
  ])
  const table = [['', 'model', 'status', 'first', 'time', 'tokens', 'cost'], ...cells]
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map(row => row[column]?.length ?? 0)))
  const right = new Set([3, 4])
  return table.map(row =>
    `  ${row.map((cell, column) => pad(cell, widths[column] ?? 0, right.has(column) ? 'right' : 'left')).join('  ')}`.trimEnd(),
  )
}

function headText({ end, totalMs, council }: SummaryFacts): string {
  const { status, result } = end
  const word = { ended: 'done', failed: 'failed', aborted: 'interrupted' }[status]
  if (!result) return `${word} after ${secondsText(totalMs)}`
  return [
    `${word} ${secondsText(totalMs)}`,
    `${result.calls} ${result.calls === 1 ? 'call' : 'calls'}`,
    totalText(result.dollars),
    authorText(end, council),
    `seed ${result.seed}`,
  ].join(' · ')
}

function authorText({ result, ranking }: CouncilEnd, { synthesizes = true }: Council): string {
  const { kind, by } = result?.synthesis ?? { kind: 'none' }
  if (!synthesizes) return `the answer of ${ranking?.places[0]?.member ?? by ?? 'the first'}, ranked first`
  switch (kind) {
    case 'chairman':
      return `written by ${by}`
    case 'top_ranked':
      return `the answer of ${by}, word for word: no chairman wrote one`
    case 'single':
      return `the answer of ${by}, which alone answered`
    case 'race':
      return `the answer of ${by}, which began first`
    case 'none':
      return 'no answer was written'
  }
}

function warningsOf({ end, council }: SummaryFacts): readonly string[] {
  const { result, error, ranking } = end
  const doubt = doubtText(ranking, council.synthesizes === false)
  return [
    ...(error && end.status === 'failed' ? [printableLine(error.message)] : []),
    ...(result?.degraded ?? []).map(text => `degraded: ${printableLine(text)}`),
    ...(result && isBelowQuorum(end, council) ? ['below the quorum that was asked for'] : []),
    ...(result?.message?.stop_reason === 'max_tokens' ? ['the answer is cut: it was too long'] : []),
    ...(doubt === undefined ? [] : [doubt]),
  ]
}

const dissentLines = ({ result }: CouncilEnd): readonly string[] =>
  (result?.dissent ?? []).map(({ member, point }) => `dissent of ${member}: ${printableLine(point)}`)
