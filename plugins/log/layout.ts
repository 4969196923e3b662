/** Which columns a line has room for. */

export type Field =
  | 'time'
  | 'session'
  | 'agent'
  | 'model'
  | 'context'
  | 'hit'
  | 'input'
  | 'output'
  | 'first'
  | 'total'
  | 'cost'

export interface Layout {
  readonly columns: number
  /** In the order of the line, each with its width. */
  readonly fields: readonly (readonly [Field, number])[]
}

/** Cells: the widest text of each, such as `ctx 999k`, `hit 100%`, `↓~999k`, `12m04s`, `$0.041`. */
const fixed = { time: 8, session: 4, context: 8, hit: 8, input: 7, output: 6, first: 5, total: 6, cost: 6 }
const order: readonly Field[] = [
  'time',
  'session',
  'agent',
  'model',
  'context',
  'hit',
  'input',
  'output',
  'first',
  'total',
  'cost',
]
/** What a narrow terminal does without, the least missed first. */
const dispensable: readonly Field[] = [
  'input',
  'first',
  'cost',
  'time',
  'hit',
  'output',
  'context',
  'model',
  // Without it nobody can tell two clients apart.
  'session',
]
/** Cells for what happened: the reason to look at the line at all. */
const roomWanted = 20
export const gap = 2
const markWidth = 2

const made = new Map<number, Layout>()

/** `columns` is infinite where lines go to a file or a pipe. Nothing else decides, so that lines stay aligned. */
export function layoutOf(columns: number): Layout {
  const layout = made.get(columns) ?? makeLayout(columns)
  made.set(columns, layout)
  return layout
}

function makeLayout(columns: number): Layout {
  const widths: Readonly<Record<Field, number>> = { ...fixed, ...namesOf(columns) }
  const kept = new Set(order)
  const room = Math.min(roomWanted, Math.floor(columns * 0.4))
  for (const field of dispensable) {
    if (columns - usedBy([...kept].map(name => [name, widths[name]])) >= room) break
    kept.delete(field)
  }
  return { columns, fields: order.filter(field => kept.has(field)).map(field => [field, widths[field]]) }
}

/** Cells of the columns with the mark before and the gaps behind them. */
export const usedBy = (fields: Layout['fields']): number =>
  fields.reduce((sum, [, width]) => sum + width + gap, markWidth)

/** The least columns for each width of an agent's name: where a field would have to go, the name gives way first. */
const narrowAgents: readonly (readonly [least: number, width: number])[] = [
  [82, 12],
  [71, 9],
  [41, 7],
]

function namesOf(columns: number): { readonly agent: number; readonly model: number } {
  if (columns >= 190) return { agent: 20, model: 34 }
  if (columns >= 149) return { agent: 16, model: 24 }
  if (columns >= 109) return { agent: 12, model: 15 }
  return { agent: narrowAgents.find(([least]) => columns >= least)?.[1] ?? 6, model: 12 }
}
