/** One line of the monitor. A pure function of a row, a layout and colours. */
import type { ChalkInstance } from 'chalk'
import { type Field, gap, type Layout, usedBy } from './layout.ts'
import type { Row } from './row.ts'
import { costText, countText, cut, pad, shortName, timeText, widthOf } from './text.ts'

type Paint = (text: string) => string
type Piece = readonly [text: string, paint: Paint]

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const space = ' '.repeat(gap)
const marks = { answered: '✓', failed: '✗', aborted: '⊘' }

export function formatLine(row: Row, layout: Layout, colors: ChalkInstance): string {
  const fields =
    row.problem && !row.tokens ? layout.fields.filter(([field]) => !counts.has(field)) : layout.fields
  const cells = fields.map(([field, width]) => cell(field, width, row, colors))
  const room = layout.columns - usedBy(fields)
  const what = pieceLine(happened(row, room, colors), room)
  const line = `${markOf(row, colors)} ${[...cells, what].join(space)}`
  return (row.minor ? colors.dim(line) : line).trimEnd()
}

/** What a failure without an answer has none of: its message needs the place. */
const counts: ReadonlySet<Field> = new Set(['context', 'hit', 'input', 'output', 'first', 'cost'])

function markOf({ state, total }: Row, colors: ChalkInstance): string {
  if (state === 'open') return colors.cyan(spinner[Math.floor(total / 100) % spinner.length] ?? '⠋')
  const paint = { answered: colors.green, failed: colors.red, aborted: colors.yellow }[state]
  return paint(marks[state])
}

function cell(field: Field, width: number, row: Row, colors: ChalkInstance): string {
  switch (field) {
    case 'time':
      return colors.dim(pad(clock(row.startedAt), width))
    case 'session':
      return colors.dim(pad(row.session, width))
    case 'agent':
      return laneColor(row, colors)(agentText(row, width))
    case 'model':
      return modelCell(row, width, colors)
    case 'context':
      return counted('ctx', row.tokens?.context, width, colors)
    case 'hit':
      return hitCell(row, width, colors)
    case 'input':
      return counted('in', row.tokens?.input, width, colors)
    case 'output':
      return outputCell(row, width, colors)
    case 'first':
      return colors.dim(pad(row.first === undefined ? '' : timeText(row.first), width, 'right'))
    case 'total':
      return pad(timeText(row.total), width, 'right')
    case 'cost':
      return typeof row.cost === 'number'
        ? pad(costText(row.cost), width, 'right')
        : colors.dim(pad(row.cost ?? '-', width, 'right'))
  }
}

/** Agents of one type are told apart by their ids, which therefore stay. */
const agentText = ({ agent, agentId }: Row, width: number): string =>
  pad(agentId ? `${shortName(agent, width - agentId.length - 1)} ${agentId}` : agent, width)

function clock(milliseconds: number): string {
  const date = new Date(milliseconds)
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map(part => String(part).padStart(2, '0'))
    .join(':')
}

function counted(label: string, count: number | undefined, width: number, colors: ChalkInstance): string {
  if (!count) return ' '.repeat(width)
  return `${colors.dim(label)} ${pad(countText(count), width - label.length - 1, 'right')}`
}

/** A large prompt that the cache did not know is what makes a turn slow and dear. */
function hitCell({ tokens }: Row, width: number, colors: ChalkInstance): string {
  if (!tokens?.context) return ' '.repeat(width)
  const share = Math.floor((100 * tokens.cached) / tokens.context)
  const isCold = share < 50 && tokens.context >= 20_000
  const paint = isCold ? colors.yellow : (text: string) => text
  return `${colors.dim('hit')} ${paint(pad(`${share}%`, width - 4, 'right'))}`
}

function outputCell({ tokens }: Row, width: number, colors: ChalkInstance): string {
  if (!tokens?.output) return ' '.repeat(width)
  const count = (tokens.guessed ? '~' : '') + countText(tokens.output)
  return colors.dim('↓') + pad(count, width - 1, 'right')
}

/** Without what goes without saying: maker, region, release date; in a narrow column without the family's name too. */
function shortModel(model: string, width: number): string {
  const name = model
    .replace(/^(?:[a-z]{2,6}\.)?anthropic\./, '')
    .replace(/(?:-20\d{6})?(?:-v\d(?::\d)?)?$/, '')
  return width < roomForMakers ? name.replace(/^(?:.*\/)?(?:claude-)?/, '') : name
}
const roomForMakers = 20

/** The model asked for, and the one that answers where it is another; that one stays where there is no room for both. */
function modelCell({ asked, model }: Row, width: number, colors: ChalkInstance): string {
  const paint = modelColor(model, colors)
  // A body that is no JSON asks for none.
  if (!asked) return paint(pad(shortModel(model, width), width))
  if (asked === model || asked.endsWith(`:${model}`)) return paint(pad(shortModel(asked, width), width))
  const answering = shortModel(model, 0)
  const forms = [`${shortModel(asked, width)} → `, `${shortModel(asked, 0)} → `, '→ ']
  const before = forms.find(form => widthOf(form + answering) <= width) ?? '→ '
  return colors.dim(before) + paint(pad(answering, width - widthOf(before)))
}

const families: readonly (readonly [RegExp, (colors: ChalkInstance) => Paint])[] = [
  [/opus/i, colors => colors.magenta],
  [/sonnet/i, colors => colors.blue],
  [/haiku/i, colors => colors.cyan],
]
const modelColor = (model: string, colors: ChalkInstance): Paint =>
  (families.find(([pattern]) => pattern.test(model))?.[1] ?? (() => colors.green))(colors)

/** The same lane has the same colour for as long as it lives; the main agent has the terminal's own. */
function laneColor({ agent, agentId = '', session, tag }: Row, colors: ChalkInstance): Paint {
  if (tag || agent === 'main') return tag ? colors.dim : colors.bold
  const palette = [
    colors.cyanBright,
    colors.magentaBright,
    colors.blueBright,
    colors.greenBright,
    colors.cyan,
    colors.magenta,
    colors.blue,
    colors.green,
  ]
  let hash = 0
  for (const character of session + agent + agentId)
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return palette[hash % palette.length] ?? colors.cyan
}

/** What a person wants to know: what went wrong, what the model does, what it says. */
function happened(row: Row, room: number, colors: ChalkInstance): readonly Piece[] {
  const pieces: Piece[] = []
  if (row.state === 'aborted') pieces.push(['aborted', colors.yellow])
  if (row.tag) pieces.push([row.tag, colors.dim])
  if (row.attempts > 1) pieces.push([triesText(row), colors.yellow])
  if (row.instead) pieces.push([`instead of ${row.instead}`, colors.yellow])
  if (row.council) pieces.push([row.council, colors.dim])
  if (row.problem) pieces.push([problemText(row.problem, room), colors.red])
  if (row.warnings.length > 0) pieces.push([`!${row.warnings.length}`, colors.yellow])
  if (row.stop) pieces.push([row.stop, row.stop === 'refusal' ? colors.red : colors.yellow])
  const before = pieces.reduce((sum, [text]) => sum + widthOf(text) + gap, 0)
  if (row.tools.length > 0) pieces.push(...toolPieces(row, room - before, colors))
  else if (row.text) pieces.push([row.text, colors.dim])
  if (row.warnings.length > 0) pieces.push([row.warnings.join(', '), colors.yellow])
  return pieces
}

const triesText = ({ attempts, failures }: Row): string =>
  failures.length > 0 ? `${attempts} tries (${failures.join(' ')})` : `${attempts} tries`

/** Where there is no room for all, the message counts, and the status says most of what the type does. */
const problemText = (problem: string, room: number): string =>
  widthOf(problem) <= room ? problem : problem.replace(/^(\d+) \w+: /, '$1 ')

/** Cells that one call is worth: below that, some are only counted. */
const leastTool = 16

function toolPieces({ tools }: Row, room: number, colors: ChalkInstance): readonly Piece[] {
  const shown = Math.max(1, Math.min(tools.length, Math.floor(room / (leastTool + gap))))
  const more = tools.length - shown
  let left = room - (more ? 4 : 0)
  const isEndless = !Number.isFinite(room)
  const pieces = tools.slice(0, shown).map(({ name, detail, brief }, index): Piece => {
    const said = isEndless ? detail : brief
    const most = isEndless ? longestPiece : Math.floor(left / (shown - index)) - (index < shown - 1 ? gap : 0)
    const text = cut(said ? `${name} ${said}` : name, most)
    left -= widthOf(text) + gap
    return [text, whole => (whole.startsWith(name) ? colors.bold(name) + whole.slice(name.length) : whole)]
  })
  return more ? [...pieces, [`+${more}`, colors.dim]] : pieces
}

/** Cells where lines have no end. */
const longestPiece = 200

/** Joins pieces until the line is full; the last one that starts is cut. */
function pieceLine(pieces: readonly Piece[], room: number): string {
  let left = room
  const shown: string[] = []
  for (const [text, paint] of pieces) {
    if (left < 1) break
    const part = cut(text, Math.min(left, longestPiece))
    shown.push(paint(part))
    left -= widthOf(part) + gap
  }
  return shown.join(space)
}
