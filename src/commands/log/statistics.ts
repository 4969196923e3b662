/** All that `log stats` prints, as one value: its names are documented and stay. */
import { contextOf, totalOf } from '../../recording/facts.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import { type Counts, countsOf, parentsIn } from './counts.ts'
import { failedCalls } from './tool-errors.ts'

export interface Group extends Counts {
  readonly name: string
}

export interface ToolCount {
  readonly name: string
  readonly calls: number
  /** Whose result a later request has reported as an error. */
  readonly errors: number
}

export interface Extreme {
  readonly seq: number
  readonly id: string
  /** Milliseconds, or tokens. */
  readonly value: number
}

export interface Statistics extends Counts {
  /** ISO 8601, of the first and the last beginning. */
  readonly from?: string
  readonly to?: string
  readonly sessions: readonly Group[]
  readonly agents: readonly Group[]
  readonly models: readonly Group[]
  readonly tools: readonly ToolCount[]
  /** Milliseconds. */
  readonly slowest: readonly Extreme[]
  /** Tokens of the prompt. */
  readonly largest: readonly Extreme[]
  readonly errors: readonly { readonly text: string; readonly count: number }[]
}

const mostExtremes = 5

export async function statisticsOf(exchanges: readonly RecordedExchange[]): Promise<Statistics> {
  const parents = parentsIn(exchanges)
  const times = exchanges.map(({ open }) => open.time).sort()
  const [from, to] = [times[0], times.at(-1)]
  return {
    ...countsOf(exchanges, parents),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    sessions: groups(exchanges, parents, ({ open }) => open.who.session ?? 'none'),
    agents: groups(exchanges, parents, agentOf),
    models: groups(exchanges, parents, modelOf),
    tools: await toolCounts(exchanges),
    slowest: extremes(exchanges, totalOf),
    largest: extremes(exchanges, contextOf),
    errors: errorCounts(exchanges),
  }
}

function groups(
  exchanges: readonly RecordedExchange[],
  parents: ReadonlySet<string>,
  nameOf: (exchange: RecordedExchange) => string,
): readonly Group[] {
  const members = new Map<string, RecordedExchange[]>()
  for (const exchange of exchanges) {
    const name = nameOf(exchange)
    const some = members.get(name)
    if (some) some.push(exchange)
    else members.set(name, [exchange])
  }
  return [...members]
    .map(([name, some]) => ({ name, ...countsOf(some, parents) }))
    .sort((one, other) => other.exchanges - one.exchanges)
}

const agentOf = ({ open: { who, source } }: RecordedExchange): string => {
  if (source !== 'http') return source
  return who.agent === undefined ? who.class : (who.agentType ?? 'agent')
}

const modelOf = ({ open, end }: RecordedExchange): string =>
  end?.choice ? `${end.choice.backend}:${end.choice.model}` : open.asked.model || 'none'

async function toolCounts(exchanges: readonly RecordedExchange[]): Promise<readonly ToolCount[]> {
  const failed = await failedCalls(exchanges)
  const counts = new Map<string, { calls: number; errors: number }>()
  for (const { id, name } of exchanges.flatMap(({ end }) => end?.tools ?? [])) {
    const count = counts.get(name) ?? { calls: 0, errors: 0 }
    counts.set(name, { calls: count.calls + 1, errors: count.errors + (failed.has(id) ? 1 : 0) })
  }
  return [...counts]
    .map(([name, count]) => ({ name, ...count }))
    .sort((one, other) => other.calls - one.calls)
}

function extremes(
  exchanges: readonly RecordedExchange[],
  read: (exchange: RecordedExchange) => number | undefined,
): readonly Extreme[] {
  return exchanges
    .flatMap(exchange => {
      const value = read(exchange)
      return value ? [{ seq: exchange.seq, id: exchange.id, value }] : []
    })
    .sort((one, other) => other.value - one.value)
    .slice(0, mostExtremes)
}

function errorCounts(exchanges: readonly RecordedExchange[]): Statistics['errors'] {
  const counts = new Map<string, number>()
  for (const { end } of exchanges) {
    if (end?.outcome !== 'failed' || !end.error) continue
    const text = `${end.error.status} ${end.error.type}: ${end.error.message}`
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].map(([text, count]) => ({ text, count })).sort((one, other) => other.count - one.count)
}
