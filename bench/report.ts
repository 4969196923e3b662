/** Prints a run as Markdown: the targets with what was measured beside, then every figure. */
import { type Contender, type ContenderName, contenders } from './contenders.ts'
import type { Results } from './results.ts'
import type { Ratio } from './statistics.ts'
import { type Target, targets, verdict } from './targets.ts'

interface FigureTitle {
  readonly title: string
  readonly digits: number
  /** Shown as what a contender adds to the direct way. */
  readonly isAdded?: boolean
  /** Name of the figure whose tail is shown. */
  readonly tailOf?: string
}

/** Every figure in the order of the table, with its unit. */
export const titles: Readonly<Record<string, FigureTitle>> = {
  'latency 1 KB': { title: 'added latency 1 KB, p50, ms', digits: 2, isAdded: true },
  'latency 1 KB p99': {
    title: 'added latency 1 KB, p99, ms',
    digits: 2,
    isAdded: true,
    tailOf: 'latency 1 KB',
  },
  'latency 150 KB': { title: 'added latency 150 KB, p50, ms', digits: 2, isAdded: true },
  'latency 150 KB p99': {
    title: 'added latency 150 KB, p99, ms',
    digits: 2,
    isAdded: true,
    tailOf: 'latency 150 KB',
  },
  'latency 1 MB': { title: 'added latency 1 MB, p50, ms', digits: 1, isAdded: true },
  'latency 1 MB p99': {
    title: 'added latency 1 MB, p99, ms',
    digits: 1,
    isAdded: true,
    tailOf: 'latency 1 MB',
  },
  'cpu 1 KB': { title: 'CPU a request 1 KB, ms', digits: 2 },
  'cpu 150 KB': { title: 'CPU a request 150 KB, ms', digits: 2 },
  'cpu turn': { title: 'CPU a turn of a conversation of 150 KB, ms', digits: 2 },
  'cpu 1 MB': { title: 'CPU a request 1 MB, ms', digits: 1 },
  'first token': { title: 'added time to the first token, 150 KB, ms', digits: 2, isAdded: true },
  'stream burst': { title: 'stream of 4,000 events in 16 KB writes, ms', digits: 1 },
  'cpu event burst': { title: 'CPU an event in 16 KB writes, µs', digits: 2 },
  'stream each': { title: 'stream of 4,000 events, a write each, ms', digits: 1 },
  'cpu event each': { title: 'CPU an event, a write each, µs', digits: 2 },
  'rate 1': { title: 'requests a second, one at a time', digits: 0 },
  'rate 16': { title: 'requests a second, 16 at a time', digits: 0 },
  'rate 64': { title: 'requests a second, 64 at a time', digits: 0 },
  'slow delay': { title: '200 slow streams: added delay p50, ms', digits: 2, isAdded: true },
  'slow delay p99': {
    title: '200 slow streams: added delay p99, ms',
    digits: 1,
    isAdded: true,
    tailOf: 'slow delay',
  },
  'cpu event slow': { title: '200 slow streams: CPU an event, µs', digits: 1 },
  'paced share': { title: 'a stream of an event each 5 ms: CPU a second, s', digits: 3 },
  'parse 1 MB': { title: 'parse a request of 1 MB, ms', digits: 2 },
  'scan first': { title: 'search it for secrets, ms', digits: 2 },
  'scan again': { title: 'search it in the next turn, ms', digits: 2 },
  'packed share': { title: 'recorded requests of 150 turns, of their bytes', digits: 3 },
  'cpu council': { title: 'CPU of a full council of five, beside reading the answers, ms', digits: 2 },
  'list time': { title: 'log list of 10,000 exchanges, s', digits: 2 },
  'list memory': { title: 'log list of 10,000 exchanges, memory at most, MB', digits: 0 },
  start: { title: 'start to listening, ms', digits: 0 },
  'memory rest': { title: 'memory at rest, MB', digits: 0 },
  'memory after': { title: 'memory after 2,000 requests, MB', digits: 0 },
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const rule = (count: number): string => row(['---', ...Array.from({ length: count - 1 }, () => '--:')])
const none = '–'

/** Targets that this run has figures for. */
export function targetTable(results: Results): string {
  const rows = targets.flatMap(target => {
    const ratio = ratioOf(results, target)
    if (!ratio) return []
    const { median, least, most } = ratio
    return row([
      titles[target.figure]?.title ?? target.figure,
      target.contender,
      target.base ? (titles[target.base]?.title ?? target.base) : (target.against ?? none),
      median.toFixed(2),
      `${least.toFixed(2)} to ${most.toFixed(2)}`,
      target.most.toFixed(target.against ? 1 : 2),
      verdict(median, target),
    ])
  })
  if (rows.length === 0) return ''
  const head = ['what', 'measured', 'against', 'ratio', 'in the rounds', 'at most', '']
  return [row(head), rule(head.length), ...rows].join('\n')
}

const ratioOf = (results: Results, { figure, contender, against, base }: Target): Ratio | undefined =>
  against ? results.ratio(figure, contender, against, base) : results.share(figure, contender)

/** Medians of every figure, for those that took part. */
export function figureTable(results: Results, names: readonly ContenderName[]): string {
  const shown = Object.entries(titles).flatMap(([figure, title]) => {
    const cells = names.map(name => cell(results, figure, title, name))
    return cells.every(text => text === none) ? [] : [row([title.title, ...cells])]
  })
  return [row(['', ...names]), rule(names.length + 1), ...shown].join('\n')
}

/** The direct way stands in brackets where the others are what they add to it. */
function cell(results: Results, figure: string, title: FigureTitle, name: ContenderName): string {
  const { digits, isAdded = false, tailOf } = title
  const isBase = isAdded && name === 'direct'
  const value = tailOf === undefined ? middle() : tail(tailOf)
  if (value === undefined) return none
  return isBase ? `(${value.toFixed(digits)})` : value.toFixed(digits)

  function middle(): number | undefined {
    return isAdded && !isBase ? results.added(figure, name, 'direct') : results.median(figure, name)
  }

  function tail(of: string): number | undefined {
    const own = results.tail(of, name)
    const base = isBase ? 0 : results.tail(of, 'direct')
    return own === undefined || base === undefined ? undefined : own - base
  }
}

export function legend(names: readonly ContenderName[]): string {
  const meanings: readonly Contender[] = contenders
  return meanings
    .filter(({ name }) => names.includes(name as ContenderName))
    .map(({ name, meaning }) => `- ${name}: ${meaning}`)
    .join('\n')
}
