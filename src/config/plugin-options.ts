/** A plugin's options: checked by its own schema, and told apart from those of its next version. */
import { createHash } from 'node:crypto'
import { optionsOf, type Plugin } from '../core/plugin.ts'
import type { SchemaIssue } from '../core/schema.ts'
import type { KeyPath, Problem } from './checks.ts'

export type CheckedOptions =
  | { readonly value: unknown; readonly problems?: undefined }
  | { readonly problems: readonly Problem[] }

/** The options as the schema gives them back, defaults included; without a schema as they are. */
export async function checkOptions(
  plugin: Plugin,
  path: KeyPath,
  given = optionsOf(plugin),
): Promise<CheckedOptions> {
  if (!plugin.options) return { value: given }
  // No options at all are an empty object to every schema that is one.
  const result = await plugin.options['~standard'].validate(given ?? {})
  if (!result.issues) return { value: result.value }
  return { problems: result.issues.map(issue => problemOf(issue, plugin, path)) }
}

function problemOf({ path: inner = [], message }: SchemaIssue, { name }: Plugin, path: KeyPath): Problem {
  const keys = inner.map(part => (typeof part === 'object' ? part.key : part))
  const names = keys.map(key => (typeof key === 'number' ? key : String(key)))
  const where = names.length > 0 ? ` "${names.join('.')}"` : 's'
  return { path, reason: `plugin "${name}": option${where}: ${message}` }
}

/**
 * A text that is equal for equal options. Undefined where that cannot be told by looking: a function may have closed
 * over anything.
 */
export function optionsText(value: unknown, above: readonly object[] = []): string | undefined {
  if (value === null || typeof value !== 'object') {
    return typeof value === 'function' || typeof value === 'symbol'
      ? undefined
      : `${typeof value}:${String(value)}`
  }
  if (above.includes(value)) return undefined
  if (value instanceof RegExp || value instanceof Date || value instanceof URL) {
    return `${value.constructor.name}:${value instanceof Date ? value.getTime() : String(value)}`
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return undefined
  const entries = Object.entries(value).map(
    ([key, entry]) => [key, optionsText(entry, [...above, value])] as const,
  )
  if (entries.some(([, text]) => text === undefined)) return undefined
  if (!Array.isArray(value)) entries.sort(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify([Array.isArray(value), entries])
}

/** A short text that stands for all parts together. */
export function fingerprintOf(parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex').slice(0, 16)
}
