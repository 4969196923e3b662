/** Which exchanges of a recording are meant. */
import type { RecordedExchange } from '../recorded-exchange.ts'

export interface Selection {
  /** Numbers as they are shown, `#n`: ranges, both ends included. */
  readonly only?: readonly (readonly [first: number, last: number])[] | undefined
  /** `main`, `all`, or the id or type of an agent. Default `all`. */
  readonly agent?: string | undefined
  /** The beginning of a session's id. */
  readonly session?: string | undefined
  /** Milliseconds since the epoch; included. */
  readonly since?: number | undefined
  readonly until?: number | undefined
  /** How many at most, of those that fit. */
  readonly limit?: number | undefined
  /** Any other condition. */
  readonly matches?: ((exchange: RecordedExchange) => Promise<boolean>) | undefined
}

/** In their order. */
export async function selected(
  exchanges: readonly RecordedExchange[],
  selection: Selection,
): Promise<readonly RecordedExchange[]> {
  const { limit = Number.POSITIVE_INFINITY, matches = async () => true } = selection
  const found: RecordedExchange[] = []
  for (const exchange of exchanges) {
    if (found.length >= limit) break
    if (fits(exchange, selection) && (await matches(exchange))) found.push(exchange)
  }
  return found
}

function fits({ open, seq }: RecordedExchange, { only, agent, session, since, until }: Selection): boolean {
  const time = Date.parse(open.time)
  if (only && !only.some(([first, last]) => seq >= first && seq <= last)) return false
  if (session !== undefined && !open.who.session?.startsWith(session)) return false
  if (since !== undefined && time < since) return false
  if (until !== undefined && time > until) return false
  return agent === undefined || agent === 'all' || isAgent(open, agent)
}

/** Ids are told by their beginning, types in any letter case. */
function isAgent({ who }: RecordedExchange['open'], wanted: string): boolean {
  if (wanted === 'main') return who.agent === undefined && who.class === 'main'
  return who.agent?.startsWith(wanted) === true || who.agentType?.toLowerCase() === wanted.toLowerCase()
}

/** `#3`, `3-7,12` or `#3-#7`. Undefined for anything else. */
export function rangesOf(text: string): readonly (readonly [number, number])[] | undefined {
  const ranges: [number, number][] = []
  for (const part of text.split(',')) {
    const [, first, last] = /^\s*#?(\d+)(?:\s*-\s*#?(\d+))?\s*$/.exec(part) ?? []
    if (first === undefined) return undefined
    const range: [number, number] = [Number(first), Number(last ?? first)]
    if (range[0] > range[1]) return undefined
    ranges.push(range)
  }
  return ranges
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A moment: a date, a date and time, or how long ago, such as `90m`. Undefined for anything else. */
export function momentOf(text: string, now: number): number | undefined {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? []
  if (count !== undefined) return now - Number(count) * (units[unit] ?? 0)
  const time = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}
