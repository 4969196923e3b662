/** What one process has counted in one month: the text that is kept, and how it grows. */
import { dayOf, monthOf } from './calendar.ts'
import { nothing, sumOf, type Totals } from './totals.ts'

export interface SessionTotals extends Totals {
  /** Milliseconds since the epoch. */
  readonly last: number
}

/** Only the process that began it adds to it. */
export interface Part {
  /** Its month and the process, such as `2026-11.3f9a2c41`. */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly updated: number
  /** By day and `backend:model`. */
  readonly days: Readonly<Record<string, Readonly<Record<string, Totals>>>>
  readonly sessions: Readonly<Record<string, SessionTotals>>
}

export interface Entry {
  /** Milliseconds since the epoch. */
  readonly time: number
  /** `backend:model`. */
  readonly model: string
  readonly session?: string
  readonly totals: Totals
}

/** Sessions that a part remembers; one that has not been heard of for longest goes first. */
const mostSessions = 100

export const newPart = (time: number, owner: string): Part => ({
  id: `${monthOf(time)}.${owner}`,
  updated: time,
  days: {},
  sessions: {},
})

export const monthOfPart = ({ id }: Pick<Part, 'id'>): string => id.slice(0, id.indexOf('.'))

export function withEntry(part: Part, { time, model, session, totals }: Entry): Part {
  const day = dayOf(time)
  const models = part.days[day] ?? {}
  const added = sumOf([models[model] ?? nothing, totals])
  return {
    ...part,
    updated: Math.max(time, part.updated),
    days: { ...part.days, [day]: { ...models, [model]: added } },
    sessions: session === undefined ? part.sessions : withSession(part.sessions, session, totals, time),
  }
}

function withSession(
  sessions: Part['sessions'],
  name: string,
  totals: Totals,
  last: number,
): Part['sessions'] {
  const { [name]: known, ...others } = sessions
  const kept = Object.entries(others)
    .sort(([, one], [, other]) => other.last - one.last)
    .slice(0, mostSessions - 1)
  return Object.fromEntries([[name, { ...sumOf([known ?? nothing, totals]), last }], ...kept])
}

export const textOf = (parts: readonly Part[]): string => JSON.stringify({ version: 1, parts })

/** Throws where the text is none of ours. */
export function partsIn(text: string): readonly Part[] {
  const { version, parts } = JSON.parse(text) as { version?: unknown; parts?: unknown }
  if (version !== 1 || !Array.isArray(parts) || !parts.every(isPart)) throw new Error('not a list of totals')
  return parts
}

const isPart = (value: unknown): value is Part => {
  const part = value as Partial<Part> | null
  return (
    typeof part?.id === 'string' &&
    typeof part.updated === 'number' &&
    typeof part.days === 'object' &&
    part.days !== null &&
    typeof part.sessions === 'object' &&
    part.sessions !== null
  )
}
