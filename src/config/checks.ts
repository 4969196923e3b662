/** What a value may be, piece by piece: each check returns what is wrong, and an empty list where nothing is. */
import { didYouMean } from './nearest.ts'
import { isHttpUrl } from './variable-kinds.ts'

export type KeyPath = readonly (string | number)[]

export interface Problem {
  readonly path: KeyPath
  readonly reason: string
}

export type Check = (value: unknown, path: KeyPath) => readonly Problem[]

/** `server.port`, `plugins[2]`, `models["gpt-5.1"]`. */
export const pathText = (path: KeyPath): string =>
  path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`
      if (!/^[\w$]+$/.test(part)) return `[${JSON.stringify(part)}]`
      return index === 0 ? part : `.${part}`
    })
    .join('')

/** A value as an error may show it. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : kindOf(value)
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const expect =
  (allowed: string, fits: (value: unknown) => boolean, show = shown): Check =>
  (value, path) =>
    fits(value) ? [] : [{ path, reason: `expected ${allowed}, got ${show(value)}` }]

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

export const someText = expect('a text', isText)
/** Like a text, and never shown. */
export const secret = expect('a text', isText, value => (value === '' ? 'an empty one' : kindOf(value)))
export const flag = expect('true or false', value => typeof value === 'boolean')
export const portNumber = expect(
  'a port 0-65535',
  value => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
)
export const milliseconds = expect('a number of milliseconds above 0', value => isNumber(value) && value > 0)
export const millisecondsOrNone = expect('a number of milliseconds', value => isNumber(value) && value >= 0)
export const count = expect('a whole number', value => Number.isInteger(value) && Number(value) >= 0)
export const wholeNumber = expect(
  'a whole number above 0',
  value => Number.isInteger(value) && Number(value) > 0,
)
export const dollars = expect('dollars for a million tokens', value => isNumber(value) && value >= 0)
export const budget = expect('US dollars above 0', value => isNumber(value) && value > 0)
export const httpUrl = expect('an http:// or https:// URL', value => isText(value) && isHttpUrl(value))
export const apiPath = expect('a path such as "/v1/files"', value => isText(value) && value.startsWith('/'))

export const oneOf = (...allowed: readonly string[]): Check =>
  expect(allowed.map(word => `"${word}"`).join(' or '), value => allowed.includes(value as string))

export const listOf =
  (item: Check): Check =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((entry, index) => item(entry, [...path, index]))
      : [{ path, reason: `expected a list, got ${shown(value)}` }]

/** Any keys, every value by one check. */
export const recordOf =
  (item: Check): Check =>
  (value, path) =>
    isRecord(value)
      ? Object.entries(value).flatMap(([key, entry]) => item(entry, [...path, key]))
      : [{ path, reason: `expected an object, got ${shown(value)}` }]

/** These keys and no others, each of which may be missing. */
export const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (!isRecord(value)) return [{ path, reason: `expected an object, got ${shown(value)}` }]
    return Object.entries(value).flatMap(([key, entry]) => {
      const check = Object.hasOwn(checks, key) ? checks[key] : undefined
      if (!check) return [{ path: [...path, key], reason: unknownKey(key, Object.keys(checks)) }]
      return entry === undefined ? [] : check(entry, [...path, key])
    })
  }

/** Like `shape`, with keys that must be there. */
export const shapeWith = (required: readonly string[], checks: Readonly<Record<string, Check>>): Check => {
  const check = shape(checks)
  return (value, path) => {
    const missing = isRecord(value) ? required.filter(key => value[key] === undefined) : []
    return [...check(value, path), ...missing.map(key => ({ path, reason: `"${key}" is missing` }))]
  }
}

export const unknownKey = (key: string, known: readonly string[]): string =>
  `unknown key${didYouMean(key, known) || `; known are ${known.join(', ')}`}`

export const timeLimits = shape({ connectMs: milliseconds, firstByteMs: milliseconds, idleMs: milliseconds })
