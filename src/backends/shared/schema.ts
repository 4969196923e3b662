/** JSON schemas of tools as OpenAI and its likes accept them. The client's own object is never touched. */

export type Schema = { readonly [key: string]: unknown }

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where a schema holds further schemas: one, a list, or one for each name. */
const holders: ReadonlyMap<string, 'one' | 'list' | 'names'> = new Map([
  ...[
    'items',
    'additionalProperties',
    'not',
    'if',
    'then',
    'else',
    'contains',
    'propertyNames',
    'unevaluatedProperties',
  ].map(key => [key, 'one'] as const),
  ...['anyOf', 'oneOf', 'allOf', 'prefixItems'].map(key => [key, 'list'] as const),
  ...['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'].map(
    key => [key, 'names'] as const,
  ),
])

/**
 * The schema with `change` applied to every schema inside it, and to nothing that merely looks like one. The same
 * object where nothing changed: the tools of a client come with every request.
 */
export function mapSchemas(schema: Schema, change: (inner: Schema) => Schema): Schema {
  return replaced(schema, (value, key) => {
    const holder = holders.get(key)
    if (holder === undefined) return value
    if (Array.isArray(value)) return isList(key) ? mapList(value, change) : value
    if (!isObject(value) || holder === 'list') return value
    return holder === 'names' ? mapNamed(value, change) : change(value)
  })
}

const isList = (key: string): boolean => key === 'items' || holders.get(key) === 'list'

function mapList(schemas: readonly unknown[], change: (inner: Schema) => Schema): readonly unknown[] {
  const mapped = schemas.map(item => (isObject(item) ? change(item) : item))
  return mapped.some((item, index) => item !== schemas[index]) ? mapped : schemas
}

/** A property may be called `type`, `title` or `__proto__`: names are data. */
export const mapNamed = (schemas: Schema, change: (inner: Schema) => Schema): Schema =>
  replaced(schemas, inner => (isObject(inner) ? change(inner) : inner))

/** A copy with other values, or the object itself where all stay. */
function replaced(fields: Schema, change: (value: unknown, key: string) => unknown): Schema {
  let others: Map<string, unknown> | undefined
  for (const key of Object.keys(fields)) {
    const value = change(fields[key], key)
    if (value !== fields[key]) others = (others ?? new Map<string, unknown>()).set(key, value)
  }
  if (!others) return fields
  const changed = others
  return Object.fromEntries(
    Object.keys(fields).map(key => [key, changed.has(key) ? changed.get(key) : fields[key]]),
  )
}

const noise = new Set(['$schema', '$id', '$comment'])

/** The parameters of a function: an object schema without what OpenAI refuses at its root. */
export function parametersOf(schema: unknown): Schema {
  const root = normalised(isObject(schema) ? schema : {})
  const { enum: _, not: __, ...rest } = joined(root, root, 0)
  return { ...rest, type: 'object', properties: isObject(rest.properties) ? rest.properties : {} }
}

/** Unions inside unions are followed so far; deeper ones, which may be endless, are left out. */
const deepest = 5

/** OpenAI takes no union at the root: the properties of all branches, required what every branch requires. */
function joined(schema: Schema, root: Schema, depth: number): Schema {
  const { anyOf, oneOf, allOf, ...own } = followed(schema, root)
  const branches = (list: unknown): readonly Schema[] =>
    Array.isArray(list) && depth < deepest
      ? list.filter(isObject).map(branch => joined(branch, root, depth + 1))
      : []
  const [all, any, one] = [branches(allOf), branches(anyOf), branches(oneOf)]
  if (all.length + any.length + one.length === 0) return own
  const properties = [
    ...all.flatMap(propertiesOf),
    ...alternatives([...any, ...one].flatMap(propertiesOf)),
    ...propertiesOf(own),
  ]
  const required = [requiredOf(own), ...all.map(requiredOf), shared(any), shared(one)].flat()
  return {
    ...own,
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required: [...new Set(required)] }),
  }
}

/** Generators put a schema under its name and leave a reference to it, where hosts look for properties. */
function followed(schema: Schema, root: Schema): Schema {
  let current = schema
  for (let steps = 0; typeof current.$ref === 'string'; steps += 1) {
    const { $ref, ...rest } = current
    const target = steps < deepest ? definition($ref as string, root) : undefined
    current = { ...target, ...rest }
  }
  return current
}

function definition(reference: string, root: Schema): Schema | undefined {
  const [, place, name] = /^#\/(\$defs|definitions)\/(.+)$/.exec(reference) ?? []
  const definitions = place === undefined ? undefined : root[place]
  const target = isObject(definitions) && name !== undefined ? definitions[name] : undefined
  return isObject(target) ? target : undefined
}

const propertiesOf = ({ properties }: Schema): [string, unknown][] =>
  isObject(properties) ? Object.entries(properties) : []

const requiredOf = ({ required }: Schema): readonly string[] =>
  Array.isArray(required) ? (required as string[]) : []

/** What every branch requires. */
const shared = (branches: readonly Schema[]): readonly string[] =>
  requiredOf(branches[0] ?? {}).filter(name => branches.every(branch => requiredOf(branch).includes(name)))

/** A property that branches describe differently, such as the one that tells them apart, may be any of it. */
function alternatives(properties: readonly [string, unknown][]): [string, unknown][] {
  const byName = new Map<string, Map<string, unknown>>()
  for (const [name, schema] of properties) {
    const known = byName.get(name) ?? new Map<string, unknown>()
    byName.set(name, known.set(JSON.stringify(schema), schema))
  }
  return [...byName].map(([name, schemas]) => {
    const [only, ...others] = schemas.values()
    return [name, others.length === 0 ? only : { anyOf: [only, ...others] }]
  })
}

function normalised(schema: Schema): Schema {
  const isNoisy = Object.keys(schema).some(key => noise.has(key))
  const clean = isNoisy
    ? Object.fromEntries(Object.entries(schema).filter(([key]) => !noise.has(key)))
    : schema
  const mapped = mapSchemas(clean, normalised)
  const { type, properties, items, prefixItems } = mapped
  const isOf = (name: string): boolean => type === name || (Array.isArray(type) && type.includes(name))
  const lacksProperties = properties === undefined && isOf('object')
  const lacksItems = items === undefined && prefixItems === undefined && isOf('array')
  if (!lacksProperties && !lacksItems) return mapped
  return { ...mapped, ...(lacksProperties && { properties: {} }), ...(lacksItems && { items: {} }) }
}

/** Source: OpenAI's guide to structured outputs, "supported schemas". */
const strictKeywords = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'anyOf',
  'enum',
  'const',
  '$ref',
  '$defs',
  'definitions',
  'title',
  'description',
  'pattern',
  'format',
  'multipleOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
])
const strictFormats = /^(date-time|time|date|duration|email|hostname|ipv4|ipv6|uuid)$/

/** True where OpenAI's strict mode takes the schema: every property required, nothing additional, no other keyword. */
export function isStrict(schema: unknown): boolean {
  if (!isObject(schema) || !Object.keys(schema).every(keyword => strictKeywords.has(keyword))) return false
  const { type, properties, required, additionalProperties, items, $ref, anyOf, format } = schema
  if (type === undefined && $ref === undefined && anyOf === undefined) return false
  if (format !== undefined && !strictFormats.test(String(format))) return false
  if (Array.isArray(items) || !propertiesOf(schema).every(([, inner]) => isObject(inner))) return false
  if (type === 'object' || properties !== undefined) {
    const names = isObject(properties) ? Object.keys(properties) : []
    const known = Array.isArray(required) ? required : []
    if (additionalProperties !== false || !names.every(name => known.includes(name))) return false
  }
  return innerSchemas(schema).every(isStrict)
}

function innerSchemas(schema: Schema): readonly Schema[] {
  const inner: Schema[] = []
  mapSchemas(schema, found => {
    inner.push(found)
    return found
  })
  return inner
}
