/**
 * Schemas for Gemini's compatible endpoint, which answers 400 to every keyword it does not know.
 * Sources: Google's schema reference; refusals seen through 2026.
 */
import { parametersOf, type Schema } from '../shared/schema.ts'

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
    const way = [...path]
    return this.#plain(flattened(this.#together(schema, way)), way)
  }

  #reference(schema: Schema, reference: string, path: readonly string[]): Schema {
    const name = nameOf(reference)
    const target = this.#definition(reference)
    this.#references += 1
    const isEndless = path.includes(name) || this.#references > mostReferences
    if (target === undefined || isEndless) return { type: 'object' }
    const { $ref: _, ...own } = schema
    return this.clean({ ...target, ...own }, [...path, name])
  }

  #definition(reference: string): Schema | undefined {
    const name = nameOf(reference)
    return Object.hasOwn(this.#definitions, name) ? (this.#definitions[name] as Schema) : undefined
  }

  /** All of several schemas is one with the keywords and the properties of each. `way` gets the references followed. */
  #together({ allOf, ...own }: Schema, way: string[]): Schema {
    if (!Array.isArray(allOf)) return own
    const parts = [...allOf.map(part => this.#part(part, way)), own]
    const properties = parts.flatMap(part => Object.entries((part.properties as Schema | undefined) ?? {}))
    const required = parts.flatMap(part => (Array.isArray(part.required) ? part.required : []))
    return {
      ...(Object.assign({}, ...parts) as Schema),
      allOf: undefined,
      properties: Object.fromEntries(properties),
      required,
    }
  }

  #part(given: unknown, way: string[]): Schema {
    const { $ref: reference, ...own } = (given ?? {}) as Schema
    if (typeof reference !== 'string') return this.#together(own, way)
    const target = way.includes(nameOf(reference)) ? undefined : this.#definition(reference)
    way.push(nameOf(reference))
    return this.#part({ ...target, ...own }, way)
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
    return narrowed(out)
  }

  #items(items: unknown, path: readonly string[]): Schema {
    return Array.isArray(items) ? narrowed(this.#union(items, path)) : this.clean(items, path)
  }

  /**
   * A branch for null becomes `nullable`, a single branch that is left is the schema itself. Branches that only say what is
   * required say nothing in Gemini's words.
   */
  #union(branches: readonly unknown[], path: readonly string[]): Schema {
    const isNull = (branch: unknown): boolean => (branch as Schema | null)?.type === 'null'
    const nullable = branches.some(isNull) ? { nullable: true } : {}
    const clean = branches
      .filter(branch => !isNull(branch) && describes(branch))
      .map(branch => this.clean(branch, path))
    return clean.length < 2 ? { anyOf: undefined, ...clean[0], ...nullable } : { anyOf: clean, ...nullable }
  }
}

const nameOf = (reference: string): string => reference.replace(/^#\/(\$defs|definitions)\//, '')

const describes = (branch: unknown): boolean =>
  typeof branch === 'object' &&
  branch !== null &&
  ['type', 'properties', 'items', 'enum', 'const', 'anyOf', 'oneOf', 'allOf', '$ref'].some(
    key => key in branch,
  )

/** What Gemini has no word for, said in the words it has. */
function flattened(schema: Schema): Schema {
  const out: Record<string, unknown> = { ...schema }
  if (Array.isArray(out.oneOf) && !out.anyOf) out.anyOf = out.oneOf
  if (out.const !== undefined && out.enum === undefined) out.enum = [out.const]
  if (typeof out.exclusiveMinimum === 'number') out.minimum ??= out.exclusiveMinimum
  if (typeof out.exclusiveMaximum === 'number') out.maximum ??= out.exclusiveMaximum
  if (Array.isArray(out.prefixItems) && out.items === undefined) out.items = out.prefixItems
  return Array.isArray(out.type) ? typeUnion(out, out.type as string[]) : out
}

/** What belongs to one of the types stays with it. */
function typeUnion(schema: Schema, types: readonly string[]): Schema {
  const real = types.filter(type => type !== 'null')
  const nullable = real.length < types.length ? { nullable: true } : {}
  if (real.length === 1) return { ...schema, type: real[0], ...nullable }
  const { items, properties, required, ...shared } = schema
  const branches = real.map(type => ({
    type,
    ...(type === 'array' && { items }),
    ...(type === 'object' && { properties, required }),
  }))
  return { ...shared, type: undefined, anyOf: branches, ...nullable }
}

/** Enumerations of strings only, formats that the type knows, requirements that exist; nothing undefined. */
function narrowed(given: Readonly<Record<string, unknown>>): Schema {
  const out: Record<string, unknown> = { ...given, ...enumeration(given) }
  if (out.type === 'null') Object.assign(out, { type: 'string', nullable: true })
  const names = Object.keys((out.properties as Schema | undefined) ?? {})
  if (names.length === 0) out.properties = undefined
  const required = Array.isArray(out.required)
    ? out.required.filter(name => names.includes(String(name)))
    : []
  out.required = required.length > 0 ? [...new Set(required)] : undefined
  if (out.type === undefined && out.anyOf === undefined)
    out.type = names.length > 0 ? 'object' : out.items === undefined ? 'string' : 'array'
  if (out.type === 'array') out.items ??= { type: 'string' }
  if (!formats[String(out.type)]?.includes(String(out.format))) out.format = undefined
  return Object.fromEntries(Object.entries(out).filter(([, value]) => value !== undefined))
}

/** Other values than strings are told in words: as strings they would come back as strings, which the client refuses. */
function enumeration({ enum: given, type, description, nullable }: Schema): Schema {
  if (!Array.isArray(given)) return {}
  const values: readonly unknown[] = given.filter(value => value !== null)
  const isNullable = nullable === true || values.length < given.length
  if (values.every(value => typeof value === 'string')) {
    // An empty string is refused among the values.
    const strings = values.filter(value => value !== '')
    return {
      type: 'string',
      enum: strings.length > 0 ? strings : undefined,
      ...(isNullable && { nullable: true }),
    }
  }
  const told = `One of ${values.map(value => JSON.stringify(value)).join(', ')}.`
  return {
    type: type ?? typeOf(values),
    enum: undefined,
    description: typeof description === 'string' ? `${description} ${told}` : told,
    ...(isNullable && { nullable: true }),
  }
}

function typeOf(values: readonly unknown[]): string {
  if (values.every(Number.isInteger)) return 'integer'
  const [first] = values.map(value => typeof value)
  const isOne = values.every(value => typeof value === first)
  return isOne && (first === 'number' || first === 'boolean') ? first : 'string'
}
