/** Options of a plugin as they may be shown: numbers and switches. A text may be a key, or the very word that is redacted. */

export type ShownOption = number | boolean | null | string | { readonly [name: string]: number | boolean }
export type ShownOptions = Readonly<Record<string, ShownOption>>

/** What stands for a text. */
const hidden = '…'

/** Undefined where there are none, or none with names. */
export function shownOptions(options: unknown): ShownOptions | undefined {
  if (!isPlain(options)) return undefined
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  if (given.length === 0) return undefined
  return Object.fromEntries(given.map(([name, value]) => [name, shown(value)]))
}

function shown(value: unknown): ShownOption {
  if (isBare(value) || value === null) return value
  if (typeof value === 'string') return hidden
  if (Array.isArray(value)) return entries(value.length)
  if (isPlain(value)) {
    // Names inside may be content too: patterns, words to replace.
    const inner = Object.entries(value)
    const bare = inner.filter((entry): entry is [string, number | boolean] => isBare(entry[1]))
    return bare.length === inner.length ? Object.fromEntries(bare) : entries(inner.length)
  }
  return typeof value === 'object' ? value.constructor.name : typeof value
}

const isBare = (value: unknown): value is number | boolean =>
  typeof value === 'number' || typeof value === 'boolean'

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const entries = (count: number): string => (count === 1 ? '1 entry' : `${count} entries`)
