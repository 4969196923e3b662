/**
 * Judges bodies by the API's own model, which the SDK carries as schemas: numbers for kinds, names and kinds of members, and
 * how many of them are required. What the model does not know would be dropped in silence, or refused.
 */
import * as sdk from '@aws-sdk/client-bedrock-runtime'

type Member = number | Shape | (() => Shape) | readonly [number | (() => Shape), unknown]
type Shape = readonly unknown[]

const kinds = { list: 1, map: 2, structure: 3, union: 4 }
const simple = { text: 0, number: 1, flag: 2, document: 15, blob: 21, listOfTexts: 64 }

const shapes = {
  converse: sdk.ConverseRequest$,
  'converse-stream': sdk.ConverseStreamRequest$,
  'count-tokens': sdk.CountTokensRequest$,
} as unknown as Readonly<Record<string, Shape>>

export const operations = Object.keys(shapes)

/** What is wrong with the body of an operation, in one sentence; undefined where nothing is. */
export const shapeFault = (operation: string, body: unknown): string | undefined =>
  // The id of the model stands in the path.
  fault(shapes[operation] as Shape, { ...(body as object), modelId: 'x' }, '')

function fault(member: Member, value: unknown, path: string): string | undefined {
  const shape = typeof member === 'function' ? member() : member
  if (Array.isArray(shape) && shape.length === 2) return fault(shape[0] as Member, value, path)
  if (typeof shape === 'number') return simpleFault(shape, value, path)
  const [kind, , , , inner] = shape as Shape
  if (kind === kinds.list) return eachFault(inner as Member, value, path)
  if (kind === kinds.map) return isObject(value) ? undefined : `${path}: expected a map`
  if (kind === kinds.structure || kind === kinds.union) return membersFault(shape as Shape, value, path)
  // A text or blob under a name of its own.
  return simpleFault(Number((shape as Shape)[4]), value, path)
}

function eachFault(member: Member, value: unknown, path: string): string | undefined {
  if (!Array.isArray(value)) return `${path}: expected a list`
  for (const [index, entry] of value.entries()) {
    const found = fault(member, entry, `${path}.${index}`)
    if (found) return found
  }
  return undefined
}

function membersFault(shape: Shape, value: unknown, path: string): string | undefined {
  const [kind, , , , names, members, required = 0] = shape as readonly [
    number,
    string,
    string,
    unknown,
    readonly string[],
    readonly Member[],
    number?,
  ]
  if (!isObject(value)) return `${path}: expected an object`
  const given = Object.keys(value)
  const unknown = given.find(name => !names.includes(name))
  if (unknown) return `${path}.${unknown}: not described by AWS`
  if (kind === kinds.union && given.length !== 1) return `${path}: expected one member of the union`
  const missing = names.slice(0, required).find(name => value[name] === undefined)
  if (missing) return `${path}.${missing}: required`
  for (const name of given) {
    const found = fault(members[names.indexOf(name)] as Member, value[name], `${path}.${name}`)
    if (found) return found
  }
  return undefined
}

function simpleFault(kind: number, value: unknown, path: string): string | undefined {
  const fits =
    kind === simple.document ||
    (kind === simple.number && typeof value === 'number') ||
    (kind === simple.flag && typeof value === 'boolean') ||
    (kind === simple.text && typeof value === 'string') ||
    (kind === simple.blob && typeof value === 'string') ||
    (kind === simple.listOfTexts && Array.isArray(value) && value.every(entry => typeof entry === 'string'))
  return fits ? undefined : `${path}: expected kind ${kind}, got ${JSON.stringify(value)?.slice(0, 80)}`
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
