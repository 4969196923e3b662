/** The smallest value that fits a JSON schema: what a call holds where only the schema says what is wanted. */

export interface Schema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema | boolean
  readonly prefixItems?: readonly Schema[]
  readonly minItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly [keyword: string]: unknown
}

/** Beyond it a schema that refers to itself is cut off. */
const deepest = 12

/** Plausible texts by `format`. */
const formats: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  time: '00:00:00Z',
  'date-time': '2026-01-01T00:00:00Z',
  duration: 'PT1S',
  email: 'demo@example.com',
  hostname: 'example.com',
  ipv4: '127.0.0.1',
  ipv6: '::1',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
}

/**
 * A value of the schema: required properties only, the least number of items, `text` where a string is free.
 * A `pattern` is not met unless `text` meets it.
 */
export const sample = (schema: Schema, text: string): unknown => sampleOf(schema, text, schema, 0)

function sampleOf(schema: Schema, text: string, root: Schema, depth: number): unknown {
  if (depth > deepest) return null
  if ('const' in schema) return schema.const
  if (schema.default !== undefined) return schema.default
  if (schema.enum?.length) return schema.enum[0]
  const inner = (part: Schema) => sampleOf(part, text, root, depth + 1)
  if (typeof schema.$ref === 'string') return inner(resolved(schema.$ref, root))
  const choices = schema.anyOf ?? schema.oneOf
  if (Array.isArray(choices) && choices.length) return inner(merged(schema, choices[0] as Schema))
  if (Array.isArray(schema.allOf)) return inner((schema.allOf as Schema[]).reduce(merged, schema))
  switch (typeOf(schema)) {
    case 'object':
      return objectOf(schema, inner)
    case 'array':
      return arrayOf(schema, inner)
    case 'number':
    case 'integer':
      return numberOf(schema)
    case 'boolean':
      return false
    case 'null':
      return null
    default:
      return stringOf(schema, text)
  }
}

function typeOf(schema: Schema): string | undefined {
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  const type = types.find(name => name !== 'null') ?? types[0]
  return type ?? (schema.properties ? 'object' : schema.items ? 'array' : undefined)
}

function objectOf(schema: Schema, inner: (part: Schema) => unknown): unknown {
  const names = schema.required ?? []
  return Object.fromEntries(names.map(name => [name, inner(schema.properties?.[name] ?? {})]))
}

function arrayOf(schema: Schema, inner: (part: Schema) => unknown): unknown {
  const { items, prefixItems = [], minItems = 0 } = schema
  const each = typeof items === 'object' ? items : {}
  return Array.from({ length: minItems }, (_, index) => inner(prefixItems[index] ?? each))
}

function numberOf(schema: Schema): number {
  const { exclusiveMinimum, exclusiveMaximum, multipleOf: step = 1 } = schema
  const least = Math.max(schema.minimum ?? -Infinity, exclusiveMinimum ?? -Infinity)
  const most = Math.min(schema.maximum ?? Infinity, exclusiveMaximum ?? Infinity)
  const fits = (value: number) =>
    value >= least && value <= most && value !== exclusiveMinimum && value !== exclusiveMaximum
  if (fits(0)) return 0
  const [start, direction] = least >= 0 ? [Math.ceil(least / step), 1] : [Math.floor(most / step), -1]
  const near = [start, start + direction].map(count => count * step).find(fits)
  return near ?? (least + most) / 2
}

function stringOf(schema: Schema, text: string): string {
  const { format, minLength = 0, maxLength = Infinity } = schema
  const fitting = (format !== undefined && formats[format]) || text
  return fitting.slice(0, maxLength).padEnd(minLength, '.')
}

/** Only what the schema itself holds; a reference to another document allows anything. */
function resolved(reference: string, root: Schema): Schema {
  if (!reference.startsWith('#')) return {}
  const path = reference.split('/').slice(1)
  const found = path.reduce<unknown>((at, key) => {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~')
    return typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[name] : undefined
  }, root)
  return typeof found === 'object' && found !== null ? (found as Schema) : {}
}

function merged(schema: Schema, more: Schema): Schema {
  const { anyOf: _any, oneOf: _one, allOf: _all, ...rest } = schema
  return {
    ...rest,
    ...more,
    ...((rest.properties ?? more.properties) && { properties: { ...rest.properties, ...more.properties } }),
    ...((rest.required ?? more.required) && {
      required: [...new Set([...(rest.required ?? []), ...(more.required ?? [])])],
    }),
  }
}
