/**
 * Whether the inputs of tool calls are what the request's tools ask for: required and additional fields, types, enumerations
 * and constants, through objects, lists and what `$ref` names. Patterns, lengths, limits and combinations are not checked.
 */
import type { Tool } from '../../anthropic/request.ts'
import { areEqual } from './difference.ts'
import { pointerOf } from './patch.ts'
import type { ToolCall } from './tool-changes.ts'

type Schema = Readonly<Record<string, unknown>>
type Path = readonly (string | number)[]

/** How deep a schema that names itself is followed. */
const deepest = 100

/** One sentence for each fault, such as `Read: /file_path is missing`. */
export function schemaFaults(calls: readonly ToolCall[], tools: readonly Tool[]): readonly string[] {
  return calls.flatMap(({ name, input }) => {
    const tool = tools.find(one => one.name === name)
    if (!tool) return [`${name}: the request has no such tool`]
    const schema = tool.input_schema
    if (!schema) return []
    return [...faultsOf(input, schema, [], schema)].map(fault => `${name}: ${fault}`)
  })
}

function* faultsOf(value: unknown, given: unknown, path: Path, root: Schema): Generator<string> {
  const schema = resolved(given, root)
  if (!schema || path.length > deepest) return
  const place = pointerOf(path) || 'the input'
  const types = [schema.type].flat().filter(type => typeof type === 'string')
  if (types.length > 0 && !types.some(type => isOfType(value, type))) {
    yield `${place} is no ${types.join(' or ')}`
    return
  }
  if (Array.isArray(schema.enum) && !schema.enum.some(one => areEqual(one, value)))
    yield `${place} is none of ${JSON.stringify(schema.enum)}`
  if ('const' in schema && !areEqual(schema.const, value))
    yield `${place} is not ${JSON.stringify(schema.const)}`
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* faultsOf(item, schema.items, [...path, index], root)
  } else if (isSchema(value)) yield* faultsOfFields(value, schema, path, root)
}

function* faultsOfFields(value: Schema, schema: Schema, path: Path, root: Schema): Generator<string> {
  const properties = isSchema(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required : []
  for (const name of required)
    if (typeof name === 'string' && !Object.hasOwn(value, name))
      yield `${pointerOf([...path, name])} is missing`
  for (const [name, inside] of Object.entries(value)) {
    const here = [...path, name]
    if (Object.hasOwn(properties, name)) yield* faultsOf(inside, properties[name], here, root)
    else if (schema.additionalProperties === false && !isSchema(schema.patternProperties))
      yield `${pointerOf(here)} is no field of it`
    else yield* faultsOf(inside, schema.additionalProperties, here, root)
  }
}

/** What a `$ref` inside the same schema stands for. */
function resolved(given: unknown, root: Schema): Schema | undefined {
  if (!isSchema(given)) return undefined
  const { $ref: reference } = given
  if (typeof reference !== 'string') return given
  if (!reference.startsWith('#')) return undefined
  const steps = reference.slice(1).split('/').slice(1)
  const named = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~')
  const found = steps.reduce<unknown>(
    (place, step) => (isSchema(place) ? place[named(step)] : undefined),
    root,
  )
  return isSchema(found) && !('$ref' in found) ? found : undefined
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isSchema(value)
  if (type === 'integer') return Number.isInteger(value)
  return !['string', 'number', 'boolean'].includes(type) || typeof value === type
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
