/** Recorded exchanges as lines: one each, for a person or for another program. */
import type { ChalkInstance } from 'chalk'
import { layoutOf } from '../../../plugins/log/layout.ts'
import { formatLine } from '../../../plugins/log/line.ts'
import type { Message } from '../../anthropic/message.ts'
import type { Filter } from '../../recording/filter/compile-filter.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import type { Recording } from '../../recording/recording.ts'
import { RecordingError } from '../../recording/recording-error.ts'
import { printableLine } from '../printable.ts'
import { isLive } from './recordings.ts'
import { rowOf, type UnderWay } from './row.ts'
import { exchangeJson } from './row-json.ts'

export interface LineLook {
  /** One JSON object a line. */
  readonly json: boolean
  /** Cells of the terminal; infinite where there is none. */
  readonly columns: number
  readonly colors: ChalkInstance
  /** Digits of the largest number that will come. */
  readonly digits: number
}

/** The monitor's mark of what is under way, which turns there. */
const turning = /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/
/** Lines that are written at once. */
const batch = 32

export const columnsOf = ({
  isTTY,
  columns,
}: {
  readonly isTTY?: boolean
  readonly columns?: number
}): number => (isTTY ? (columns ?? 80) : Number.POSITIVE_INFINITY)

export const digitsOf = (exchanges: readonly RecordedExchange[]): number =>
  String(exchanges.reduce((most, { seq }) => Math.max(most, seq), 0)).length

export async function chosenOf(
  exchanges: readonly RecordedExchange[],
  { matches }: Filter,
): Promise<readonly RecordedExchange[]> {
  const chosen: RecordedExchange[] = []
  // One after another: neighbours share most of their contents, which are then read from disk once.
  for (const exchange of exchanges) if (await matches(exchange)) chosen.push(exchange)
  return chosen
}

/** Many lines at a time, each with its line break. */
export async function* linesFor(
  exchanges: readonly RecordedExchange[],
  look: LineLook,
  underWay: UnderWay,
): AsyncGenerator<string> {
  for (let start = 0; start < exchanges.length; start += batch) {
    let lines = ''
    for (const exchange of exchanges.slice(start, start + batch)) {
      lines += `${await lineOf(exchange, look, underWay)}\n`
    }
    yield lines
  }
}

export async function lineOf(
  exchange: RecordedExchange,
  { json, columns, colors, digits }: LineLook,
  underWay: UnderWay,
): Promise<string> {
  const answer = await readableAnswer(exchange)
  if (json) return JSON.stringify(exchangeJson(exchange, answer))
  const number = `#${exchange.seq}`.padStart(digits + 1)
  const line = formatLine(rowOf(exchange, answer, underWay), layoutOf(columns - number.length - 1), colors)
  return `${colors.dim(number)} ${exchange.end ? line : line.replace(turning, '…')}`
}

/** A damaged one costs its own words only. */
async function readableAnswer(exchange: RecordedExchange): Promise<Message | undefined> {
  try {
    return await exchange.answerValue()
  } catch (thrown) {
    if (thrown instanceof RecordingError) return undefined
    throw thrown
  }
}

/** `modified`: when its file was written to last, in milliseconds since the epoch. */
export function underWayIn(recording: Recording, now: number, modified: number): UnderWay {
  const isAlive = isLive(recording)
  return { isAlive, until: isAlive ? now : modified }
}

/** Which run, since when, and with which backend. */
export function headText({ head, exchanges }: Recording, colors: ChalkInstance): string {
  const { run, started, backend, program } = head
  const parts = [
    `${new Date(started).toLocaleString('sv')}`,
    `${exchanges.length} exchange${exchanges.length === 1 ? '' : 's'}`,
    ...(backend === undefined ? [] : [backend]),
    `claudecodex ${program}`,
  ]
  return `${colors.bold(printableLine(run))} ${colors.dim(printableLine(parts.join(' · ')))}`
}
