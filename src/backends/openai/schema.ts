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
    if (lists.includes(key) && Array.isArray(value))
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
  const given = isObject(schema) ? withoutReference(schema) : {}
  const { anyOf, oneOf, allOf, enum: _, not: __, ...rest } = normalised(given)
  const branches = [anyOf, oneOf, allOf].flatMap(list => (Array.isArray(list) ? list : [])).filter(isObject)
  const root = { ...rest, type: 'object', properties: isObject(rest.properties) ? rest.properties : {} }
  return branches.length === 0 ? root : joined(root, branches, Array.isArray(allOf))
}

/** Generators put a schema under its name and leave a reference to it at the root, where hosts look for properties. */
function withoutReference(schema: Schema): Schema {
  const { $ref: reference, ...rest } = schema
  const [, place, name] = /^#\/(\$defs|definitions)\/(.+)$/.exec(String(reference ?? '')) ?? []
  const definitions = place === undefined ? undefined : schema[place]
  const target = isObject(definitions) && name !== undefined ? definitions[name] : undefined
  return isObject(target) ? { ...target, ...rest } : schema
}

/** OpenAI takes no union at the root: the properties of all branches, required what every branch requires. */
function joined(root: Schema, branches: readonly Schema[], together: boolean): Schema {
  const properties = Object.fromEntries(
    [...branches, root].flatMap(branch =>
      isObject(branch.properties) ? Object.entries(branch.properties) : [],
    ),
  )
  const requirements = branches.map(({ required }) => (Array.isArray(required) ? (required as string[]) : []))
  const own = Array.isArray(root.required) ? (root.required as string[]) : []
  const shared = together
    ? requirements.flat()
    : (requirements[0] ?? []).filter(name => requirements.every(names => names.includes(name)))
  const required = [...new Set([...own, ...shared])]
  return { ...root, properties, ...(required.length > 0 && { required }) }
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

/** True where OpenAI's strict mode takes the schema: every property required, nothing additional, anywhere. */
export function isStrict(schema: unknown): boolean {
  if (!isObject(schema)) return false
  const { properties } = schema
  if (schema.type === 'object' || properties !== undefined) {
    const names = isObject(properties) ? Object.keys(properties) : []
    const required = Array.isArray(schema.required) ? schema.required : []
    if (schema.additionalProperties !== false || !names.every(name => required.includes(name))) return false
  }
  if (schema.allOf !== undefined || schema.oneOf !== undefined || schema.not !== undefined) return false
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
