/** JSON schemas of tools as OpenAI and its likes accept them. The client's own object is never touched. */

export type Schema = { readonly [key: string]: unknown }

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where a schema holds further schemas: one, a list, or one for each name. */
const single = [
  'items',
  'additionalProperties',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'unevaluatedProperties',
]
const lists = ['anyOf', 'oneOf', 'allOf', 'prefixItems']
const named = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']

/** The schema with `change` applied to every schema inside it, and to nothing that merely looks like one. */
export function mapSchemas(schema: Schema, change: (inner: Schema) => Schema): Schema {
  const out: [string, unknown][] = Object.entries(schema).map(([key, value]) => {
    if (single.includes(key) && isObject(value)) return [key, change(value)]
    if ((lists.includes(key) || key === 'items') && Array.isArray(value))
      return [key, value.map(item => (isObject(item) ? change(item) : item))]
    if (named.includes(key) && isObject(value)) return [key, mapNamed(value, change)]
    return [key, value]
  })
  return Object.fromEntries(out)
}

/** A property may be called `type`, `title` or `__proto__`: names are data. */
export const mapNamed = (schemas: Schema, change: (inner: Schema) => Schema): Schema =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, inner]) => [name, isObject(inner) ? change(inner) : inner]),
  )

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
  const clean = Object.fromEntries(Object.entries(schema).filter(([key]) => !noise.has(key)))
  const mapped = mapSchemas(clean, normalised)
  const types = Array.isArray(mapped.type) ? mapped.type : [mapped.type]
  return {
    ...mapped,
    ...(types.includes('object') && mapped.properties === undefined && { properties: {} }),
    ...(types.includes('array') &&
      mapped.items === undefined &&
      mapped.prefixItems === undefined && { items: {} }),
  }
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
