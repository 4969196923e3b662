/** One exchange as a person reads it. */
import type { ChalkInstance } from 'chalk'
import { wrap } from '../../../plugins/log/text.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import { RecordingError } from '../../recording/recording-error.ts'
import { requestDifference } from '../../recording/request-difference.ts'
import { differenceLines, summaryOf } from './diff-text.ts'
import { factRows } from './facts-text.ts'
import { shownLine, shownLines } from './shown.ts'
import { answerParts, newParts, type Part } from './turn.ts'
import { whyNot } from './why-not.ts'

export interface StoryLook {
  readonly colors: ChalkInstance
  /** Cells of the terminal; infinite where there is none. */
  readonly columns: number
  /** How another exchange is called by its id. */
  readonly nameOf: (id: string) => string | undefined
}

const labelWidth = 10
/** Of a part that is read for its gist: the whole is in `--json`. */
const mostLines = { said: 200, wrong: 40, aside: 6 }

export async function storyOf(exchange: RecordedExchange, look: StoryLook): Promise<string> {
  const { colors, nameOf } = look
  const request = await readable(exchange.requestValue())
  const changed = await readable(changedValue(exchange))
  const lines = [
    `${colors.bold(`#${exchange.seq}`)}  ${colors.dim(shownLine(exchange.id))}`,
    ...factRows(exchange, nameOf).flatMap(([label, text]) => rowLines(label, shownLine(text), look)),
    ...changedLines(request, changed, colors),
    ...section('New in this turn', requestParts(exchange, request), look),
    ...section('Answer', await partsOfAnswer(exchange), look),
  ]
  return `${lines.join('\n')}\n`
}

async function changedValue(exchange: RecordedExchange): Promise<MessagesRequest | undefined> {
  const packed = exchange.end?.changed
  return packed && (JSON.parse((await exchange.bytes(packed)).toString()) as MessagesRequest)
}

/** What cannot be read is told in its place. */
async function readable<Value>(reading: Promise<Value | undefined>): Promise<Value | Part | undefined> {
  try {
    return await reading
  } catch (thrown) {
    if (thrown instanceof RecordingError) return { label: 'damaged', text: thrown.message, look: 'wrong' }
    throw thrown
  }
}

const isPart = (value: object): value is Part => 'look' in value && 'label' in value

function changedLines(
  request: MessagesRequest | Part | undefined,
  changed: MessagesRequest | Part | undefined,
  colors: ChalkInstance,
): readonly string[] {
  if (!changed || !request || isPart(request) || isPart(changed)) return []
  const difference = requestDifference(request, changed)
  return ['', `${colors.bold('Plugins')}  ${summaryOf(difference)}`, ...differenceLines(difference, colors)]
}

function requestParts(
  exchange: RecordedExchange,
  request: MessagesRequest | Part | undefined,
): readonly Part[] {
  if (!request) return [{ label: '', text: `[not recorded${whyNot(exchange)}]`, look: 'aside' }]
  return isPart(request) ? [request] : newParts(request)
}

async function partsOfAnswer(exchange: RecordedExchange): Promise<readonly Part[]> {
  const answer = await readable(exchange.answerValue())
  if (answer) return isPart(answer) ? [answer] : answerParts(answer)
  const { end } = exchange
  if (end?.error) return [{ label: 'error', text: end.error.message, look: 'wrong' }]
  if (!end) return []
  return [{ label: '', text: `[not recorded${whyNot(exchange, 'answer')}]`, look: 'aside' }]
}

const section = (title: string, parts: readonly Part[], look: StoryLook): readonly string[] =>
  parts.length === 0 ? [] : ['', look.colors.bold(title), ...parts.flatMap(part => partLines(part, look))]

function partLines({ label, text, look: kind }: Part, look: StoryLook): readonly string[] {
  const { colors } = look
  const paint = { said: (line: string) => line, aside: colors.dim, wrong: colors.red }[kind]
  const all = shownLines(text.trim())
  const shown = all.slice(0, mostLines[kind])
  const lines = shown.flatMap((line, index) =>
    rowLines(index === 0 ? shownLine(label) : '', line, look, paint),
  )
  return all.length > shown.length
    ? [...lines, ...rowLines('', `… ${all.length - shown.length} lines more`, look, colors.dim)]
    : lines
}

function rowLines(
  label: string,
  text: string,
  { colors, columns }: StoryLook,
  paint: (line: string) => string = line => line,
): readonly string[] {
  // A long label stands alone, so that the texts keep their column.
  const isLong = label.length > labelWidth
  const before = isLong ? [`  ${colors.dim(label)}`] : []
  const rows = wrap(text, Math.max(20, columns - labelWidth - 3)).map((line, index) =>
    `  ${colors.dim((index === 0 && !isLong ? label : '').padEnd(labelWidth))} ${paint(line)}`.trimEnd(),
  )
  return [...before, ...rows]
}
