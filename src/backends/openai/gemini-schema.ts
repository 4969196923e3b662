/**
 * Schemas for Gemini's compatible endpoint, which answers 400 to every keyword it does not know.
 * Sources: Google's schema reference; refusals seen through 2026.
 */
import { parametersOf, type Schema } from './schema.ts'

const kept = new Set([
  'type',
  'description',
  'properties',
  'required',
  'items',
  'enum',
  'anyOf',
  'nullable',
  'format',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'pattern',
])

const formats: Readonly<Record<string, readonly string[]>> = {
  string: ['enum', 'date-time'],
  integer: ['int32', 'int64'],
  number: ['float', 'double', 'int32', 'int64'],
}

/** The parameters of a function; undefined where it takes none: Gemini refuses an object without properties. */
export function geminiParameters(schema: unknown): Schema | undefined {
  const root = parametersOf(schema)
  const clean = new GeminiSchema(definitionsOf(root)).clean(root, [])
  const properties = clean.properties as Schema | undefined
  return properties && Object.keys(properties).length > 0 ? clean : undefined
}

const definitionsOf = (root: Schema): Schema => ({
  ...(root.definitions as Schema | undefined),
  ...(root.$defs as Schema | undefined),
})

/** Definitions that refer to each other would multiply without end. */
const mostReferences = 200

class GeminiSchema {
  readonly #definitions: Schema
  #references = 0

  constructor(definitions: Schema) {
    this.#definitions = definitions
  }

  /** `path`: the references being followed, so that a recursive schema ends. */
  clean(given: unknown, path: readonly string[]): Schema {
    if (typeof given !== 'object' || given === null) return { type: 'object' }
    const schema = given as Schema
    if (typeof schema.$ref === 'string') return this.#reference(schema, schema.$ref, path)
    return this.#plain(flattened(schema), path)
  }

  #reference(schema: Schema, reference: string, path: readonly string[]): Schema {
    const name = reference.replace(/^#\/(\$defs|definitions)\//, '')
    const target = this.#definitions[name]
    this.#references += 1
    const isEndless = path.includes(name) || this.#references > mostReferences
    if (target === undefined || isEndless) return { type: 'object' }
    const { $ref: _, ...own } = schema
    return this.clean({ ...(target as Schema), ...own }, [...path, name])
  }

  #plain(schema: Schema, path: readonly string[]): Schema {
    const out: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(schema)) if (kept.has(key)) out[key] = value
    if (schema.properties)
      out.properties = Object.fromEntries(
        Object.entries(schema.properties).map(([name, inner]) => [name, this.clean(inner, path)]),
      )
    if (schema.items !== undefined) out.items = this.#items(schema.items, path)
    if (Array.isArray(schema.anyOf)) Object.assign(out, this.#union(schema.anyOf, path))
    return narrowed(out, schema)
  }

  #items(items: unknown, path: readonly string[]): Schema {
    return Array.isArray(items)
      ? { anyOf: items.map(item => this.clean(item, path)) }
      : this.clean(items, path)
  }

  /** A branch for null becomes `nullable`; a single branch that is left is the schema itself. */
  #union(branches: readonly unknown[], path: readonly string[]): Schema {
    const real = branches.filter(branch => (branch as Schema | null)?.type !== 'null')
    const nullable = real.length < branches.length ? { nullable: true } : {}
    const clean = real.map(branch => this.clean(branch, path))
    return clean.length === 1 ? { anyOf: undefined, ...clean[0], ...nullable } : { anyOf: clean, ...nullable }
  }
}

/** What Gemini has no word for, said in the words it has. */
function flattened(schema: Schema): Schema {
  const out: Record<string, unknown> = { ...schema }
  if (Array.isArray(out.allOf))
    Object.assign(out, ...(out.allOf as Schema[]), { ...schema, allOf: undefined })
  if (Array.isArray(out.oneOf) && !out.anyOf) out.anyOf = out.oneOf
  if (out.const !== undefined && out.enum === undefined) out.enum = [out.const]
  if (typeof out.exclusiveMinimum === 'number') out.minimum ??= out.exclusiveMinimum
  if (typeof out.exclusiveMaximum === 'number') out.maximum ??= out.exclusiveMaximum
  if (Array.isArray(out.prefixItems) && out.items === undefined) out.items = out.prefixItems
  if (Array.isArray(out.type)) Object.assign(out, typeUnion(out.type as string[]))
  return out
}

function typeUnion(types: readonly string[]): Schema {
  const real = types.filter(type => type !== 'null')
  const nullable = real.length < types.length ? { nullable: true } : {}
  return real.length === 1
    ? { type: real[0], ...nullable }
    : { type: undefined, anyOf: real.map(type => ({ type })), ...nullable }
}

/** Enumerations of strings only, formats that the type knows, requirements that exist; nothing undefined. */
function narrowed(out: Record<string, unknown>, schema: Schema): Schema {
  if (Array.isArray(out.enum)) {
    // An empty string is refused among the values.
    const values = out.enum.filter(value => value !== null && value !== '').map(String)
    out.enum = values.length > 0 ? values : undefined
    out.type = 'string'
  }
  if (!formats[String(out.type)]?.includes(String(out.format))) out.format = undefined
  const names = Object.keys((out.properties as Schema | undefined) ?? {})
  if (names.length === 0) out.properties = undefined
  if (Array.isArray(out.required)) out.required = out.required.filter(name => names.includes(String(name)))
  if (Array.isArray(out.required) && out.required.length === 0) out.required = undefined
  if (out.type === 'array') out.items ??= { type: 'string' }
  if (out.type === undefined && out.anyOf === undefined && schema.$ref === undefined)
    out.type = names.length ? 'object' : 'string'
  return Object.fromEntries(Object.entries(out).filter(([, value]) => value !== undefined))
}
