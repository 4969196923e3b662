/** A replay in a few lines, each figure beside the one of the recorded run. */
import type { ChalkInstance } from 'chalk'
import { costText, countText, oneLine, timeText } from '../../../plugins/log/text.ts'
import { verdicts } from '../../recording/replay/compare.ts'
import { type Result, routeName } from '../../recording/replay/job.ts'
import type { Loss } from '../../recording/replay/kept-results.ts'
import type { RunEnd } from '../../recording/replay/run.ts'
import { type Figures, totalsOf } from '../../recording/replay/totals.ts'

export interface SummaryParts {
  readonly end: RunEnd
  /** Conditions of `--fail-on` that are met, a sentence each. */
  readonly met: readonly string[]
  /** Where the results were written. */
  readonly file: string | undefined
  /** What is not in that file. */
  readonly loss?: Loss | undefined
}

export function summaryText({ end, met, file, loss }: SummaryParts, colors: ChalkInstance): string {
  const routes = [...new Set(end.results.map(({ job }) => routeName(job.route)))]
  const parts = routes.length > 1 ? routes : [undefined]
  const rows = [
    ...parts.flatMap(name => [
      ...(name === undefined ? [] : [['to', colors.bold(oneLine(name))] as const]),
      ...rowsOf(end.results.filter(({ job }) => name === undefined || routeName(job.route) === name)),
    ]),
    ...endRows(end, file, loss),
    ...lossRows(loss, file).map(text => ['unwritten', colors.red(text)] as const),
    ...met.map(text => ['failed', colors.red(text)] as const),
  ]
  return rows.map(([label, text]) => `  ${colors.dim(label.padEnd(9))} ${text}\n`).join('')
}

function rowsOf(results: readonly Result[]): (readonly [string, string])[] {
  if (results.length === 0) return []
  const { verdicts: counts, recorded, replayed } = totalsOf(results)
  const found = verdicts.filter(verdict => counts[verdict] > 0)
  return [
    ['verdict', found.map(verdict => `${verdict} ${counts[verdict]}`).join(' · ')],
    [
      'tokens',
      `in ${countText(replayed.inputTokens)} (${countText(recorded.inputTokens)})  ` +
        `out ${countText(replayed.outputTokens)} (${countText(recorded.outputTokens)})`,
    ],
    ['cost', costRow(replayed, recorded)],
    ...timeRows(replayed, recorded),
  ]
}

function costRow(now: Figures, before: Figures): string {
  const text = ({ dollars, unpriced }: Figures): string => {
    if (dollars === undefined) return 'not known'
    return unpriced > 0 ? `${costText(dollars)} and ${unpriced} of unknown cost` : costText(dollars)
  }
  const isComparable = now.unpriced === 0 && before.unpriced === 0
  const [after, earlier] = [now.dollars, before.dollars]
  const change =
    isComparable && after !== undefined && earlier
      ? `  ${after < earlier ? '−' : '+'}${Math.abs(Math.round(100 * (after / earlier - 1)))} %`
      : ''
  return `${text(now)} (${text(before)})${change}`
}

function timeRows({ time, firstEvent }: Figures, before: Figures): (readonly [string, string])[] {
  if (!time) return []
  const beside = (now: number, earlier: number | undefined): string =>
    `${timeText(now)}${earlier === undefined ? '' : ` (${timeText(earlier)})`}`
  const first = firstEvent ? `  first event p50 ${beside(firstEvent.p50, before.firstEvent?.p50)}` : ''
  const half = `p50 ${beside(time.p50, before.time?.p50)}`
  return [['time', `${half}  p95 ${beside(time.p95, before.time?.p95)}${first}`]]
}

function endRows(
  { left, notRun, stoppedBy }: RunEnd,
  file: string | undefined,
  loss: Loss | undefined,
): (readonly [string, string])[] {
  const why = loss ? 'the results could not be written' : stopText(stoppedBy)
  const further = file === undefined ? '' : `; --resume ${oneLine(file)} goes on`
  return [
    ...(notRun.length > 0 ? [['not sent', `${notRun.length}`] as const] : []),
    ...(left.length > 0 ? [['left', `${left.length}: ${why}${further}`] as const] : []),
    ...(file === undefined ? [] : [['results', oneLine(file)] as const]),
  ]
}

/** Why there are jobs that nobody has begun. */
export const stopText = (stoppedBy: RunEnd['stoppedBy']): string =>
  stoppedBy === 'limit' ? 'the limit was reached' : 'it was stopped'

function lossRows(loss: Loss | undefined, file = ''): readonly string[] {
  if (!loss) return []
  const { answers, reason } = loss
  const count = answers === 0 ? 'the end of the file' : `${answers} ${answers === 1 ? 'answer' : 'answers'}`
  const again = answers === 0 ? '' : `; once there is room, --resume ${oneLine(file)} sends what is missing`
  return [`${count}: ${oneLine(reason)}${again}`]
}
