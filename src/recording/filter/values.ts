/** Reads the values of a filter: texts, patterns, numbers with units, times. What cannot be read is a `ValueProblem`. */
import { ValueProblem } from './filter-error.ts'
import type { Value } from './scanner.ts'

export type Matches = (text: string) => boolean
export type Compares = (number: number) => boolean

/** Names with `|` between them mean any of them. */
export const alternativesOf = ({ text, form }: Value): readonly string[] =>
  form === 'bare' ? text.split('|').filter(part => part !== '') : [text]

/** Looked for anywhere, whatever its case. */
export function containing(value: Value): Matches {
  if (value.form === 'pattern') return matching(value)
  const wanted = alternativesOf(value).map(text => text.toLowerCase())
  return text => {
    const lower = text.toLowerCase()
    return wanted.some(part => lower.includes(part))
  }
}

/** The whole of a name, whatever its case; `*` stands for anything. */
export function named(value: Value): Matches {
  if (value.form === 'pattern') return matching(value)
  const forms = alternativesOf(value).map(
    text => new RegExp(`^${text.split('*').map(escaped).join('.*')}$`, 'is'),
  )
  return text => forms.some(form => form.test(text))
}

/** The beginning of an id. */
export function beginning(value: Value): Matches {
  if (value.form === 'pattern') return matching(value)
  const wanted = alternativesOf(value)
  return text => wanted.some(part => text.startsWith(part))
}

/** A regular expression; without slashes around it, case costs nothing. */
export function matching({ text, form, flags }: Value): Matches {
  const unknown = form === 'pattern' ? /[^imsu]/.exec(flags)?.[0] : undefined
  if (unknown !== undefined)
    throw new ValueProblem(`behind a regular expression may stand i, m, s and u, and no ${unknown}`)
  const pattern = patternOf(text, form === 'pattern' ? flags : 'i')
  return subject => pattern.test(subject)
}

function patternOf(text: string, flags: string): RegExp {
  try {
    return new RegExp(text, flags)
  } catch (thrown) {
    const reason = (thrown as Error).message
      .replace(/^Invalid regular expression: /, '')
      .replace(/^.*\/[a-z]*: /s, '')
    throw new ValueProblem(
      `this is no regular expression (${reason}); a sign that is meant as it is, such as ( or [, has \\ before it`,
    )
  }
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

type Unit = Readonly<Record<string, number>>

const comparison = /^(>=|<=|>|<|=)?\s*(.*)$/s

/** `>100k`, `<=2s`, or a number alone, which means at least so much. */
function comparing({ text }: Value, read: (text: string) => number): Compares {
  const [, sign = '>=', rest = ''] = comparison.exec(text) ?? []
  const limit = read(rest)
  return number => {
    if (sign === '=') return number === limit
    if (sign === '>') return number > limit
    if (sign === '<') return number < limit
    return sign === '<=' ? number <= limit : number >= limit
  }
}

const numberIn = (text: string, units: Unit, example: string): number => {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?|\.\d+)\s*([a-z]*)$/i.exec(text) ?? []
  const factor = units[unit] ?? units[unit.toLowerCase()]
  if (digits === undefined || factor === undefined) {
    const known = Object.keys(units).filter(Boolean)
    throw new ValueProblem(
      `expected a number${known.length > 0 ? `, with ${known.join(', ')} or nothing behind it` : ''}, such as ${example}`,
    )
  }
  return Number(digits) * factor
}

const milliseconds = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds; a number alone means seconds. */
export const duration = (value: Value): Compares =>
  comparing(value, text => numberIn(text, { ...milliseconds, '': 1_000 }, '10s'))

export const count = (value: Value): Compares =>
  comparing(value, text => numberIn(text, { k: 1_000, m: 1_000_000, '': 1 }, '>100k'))

export const dollars = (value: Value): Compares =>
  comparing(value, text => numberIn(text.replace(/^\$/, ''), { '': 1 }, '>0.5'))

/** `429`, `5xx`, and several with `|` between them. */
export function statuses(value: Value): Compares {
  const forms = alternativesOf(value).map(text => {
    if (!/^[1-5](\d\d|xx)$/i.test(text))
      throw new ValueProblem('expected a status of HTTP, such as 429 or 5xx')
    return text.toLowerCase()
  })
  return status =>
    forms.some(form => (form.endsWith('xx') ? form[0] === String(status)[0] : form === String(status)))
}

/** Milliseconds since the epoch: `10m`, `2h`, `3d` ago, or a date and time of ISO 8601, local where it names no zone. */
export function moment({ text }: Value, now: number): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)(s|m|h|d)$/i.exec(text) ?? []
  if (digits !== undefined) {
    return now - Number(digits) * (milliseconds[unit.toLowerCase() as keyof typeof milliseconds] ?? 0)
  }
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text)
  // A day alone would be taken for one of UTC.
  const found = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(isDay ? `${text}T00:00` : text) : Number.NaN
  if (!Number.isNaN(found)) return found
  throw new ValueProblem('expected a time: 10m, 2h or 3d ago, or 2026-11-26T10:30')
}
