/** A request as the list of its values, in an order and a form in which two requests can be compared. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Normalizer } from './patterns.ts'
import { folderOf } from './places.ts'

export interface Leaf {
  /** Where it stands among what counts: equal in two requests that are equal. */
  readonly path: string
  /** JSON pointer to where it stands in the request itself. */
  readonly at: string
  /** JSON. */
  readonly text: string
}

/** Which differences do not count. */
export interface Form {
  text(text: string): string
  /** The id of a tool's call. */
  id(id: string): string
  /** Results of parallel calls come in the order in which the calls have ended. */
  readonly resultsInOrder: boolean
}

/** Only what never means anything is left out. */
export const exactForm: Form = { text: text => text, id: id => id, resultsInOrder: false }

/** Without what the normalizer finds; calls are numbered in their order. */
export function normalForm(request: MessagesRequest, normalizer: Normalizer): Form {
  const folder = folderOf(request)
  const numbers = new Map<string, string>()
  for (const { content } of request.messages) {
    for (const block of typeof content === 'string' ? [] : content) {
      if (isCall(block) && !numbers.has(block.id)) numbers.set(block.id, `T${numbers.size + 1}`)
    }
  }
  return {
    text: text => normalizer.text(text, folder),
    id: id => numbers.get(id) ?? id,
    resultsInOrder: true,
  }
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isCall = (block: unknown): block is { readonly type: string; readonly id: string } =>
  isFields(block) && String(block.type).endsWith('tool_use') && typeof block.id === 'string'

/** Who sends it, and whether the answer is streamed: no part of what is asked. */
const ofNoMeaning: ReadonlySet<string> = new Set(['metadata', 'stream'])
/** What tells most comes first, for whoever looks for the first difference. */
const firstKeys = ['messages', 'system', 'tools', 'model']

export function* leavesOf(request: MessagesRequest, form: Form): Generator<Leaf> {
  const fields = request as unknown as Fields
  const rest = Object.keys(fields)
    .filter(key => !firstKeys.includes(key))
    .sort()
  for (const key of [...firstKeys, ...rest]) {
    if (fields[key] === undefined || ofNoMeaning.has(key)) continue
    const place = { path: `/${key}`, at: `/${pointerPart(key)}` }
    if (key === 'system') yield* contentLeaves(fields[key], place, form)
    else yield* leaves(fields[key], place, form)
  }
}

type Spot = Pick<Leaf, 'path' | 'at'>

function* leaves(value: unknown, spot: Spot, form: Form, isData = false): Generator<Leaf> {
  if (Array.isArray(value) && value.length > 0) {
    for (const [index, item] of value.entries()) yield* leaves(item, below(spot, index), form, isData)
  } else if (isFields(value) && Object.keys(value).length > 0) {
    for (const key of Object.keys(value).sort())
      yield* fieldLeaves(value, key, below(spot, key), form, isData)
  } else {
    yield { ...spot, text: JSON.stringify(typeof value === 'string' ? form.text(value) : value) }
  }
}

const below = ({ path, at }: Spot, key: string | number, index = key): Spot => ({
  path: `${path}/${index}`,
  at: `${at}/${pointerPart(String(key))}`,
})

/** RFC 6901. */
const pointerPart = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** `isData`: inside of a tool's input or schema, where every key is somebody's own. */
function* fieldLeaves(owner: Fields, key: string, spot: Spot, form: Form, isData: boolean): Generator<Leaf> {
  const value = owner[key]
  if (isData) yield* leaves(value, spot, form, true)
  // Claude Code moves its marks with every turn.
  else if (key === 'cache_control' || value === undefined) return
  else if (key === 'content') yield* contentLeaves(value, spot, form)
  else if (typeof value === 'string' && (key === 'tool_use_id' || (key === 'id' && isCall(owner)))) {
    yield { ...spot, text: JSON.stringify(form.id(value)) }
  }
  // Base64, and what a provider has signed: no words.
  else if (key === 'data' || key === 'signature') yield { ...spot, text: JSON.stringify(value) }
  else yield* leaves(value, spot, form, key === 'input' || key === 'input_schema')
}

/** A text alone, and a list of one block with it, mean the same: Claude Code sends now this, now that. */
function* contentLeaves(content: unknown, spot: Spot, form: Form): Generator<Leaf> {
  if (typeof content === 'string') {
    const block = { type: 'text', text: content }
    if (!counts(block, form)) return
    for (const leaf of leaves(block, below(spot, 0), form)) yield { ...leaf, at: spot.at }
    return
  }
  if (!Array.isArray(content)) {
    yield* leaves(content, spot, form)
    return
  }
  const items = content
    .map((block: unknown, index) => ({ block, index }))
    .filter(({ block }) => counts(block, form))
  const ordered = form.resultsInOrder ? resultsFirst(items, form) : items
  for (const [position, { block, index }] of ordered.entries()) {
    yield* leaves(block, below(spot, index, position), form)
  }
}

/** The version of the client and a checksum of its first prompt. */
const billing = 'x-anthropic-billing-header:'

function counts(block: unknown, form: Form): boolean {
  if (!isFields(block) || block.type !== 'text' || typeof block.text !== 'string') return true
  return !block.text.startsWith(billing) && (block.text === '' || form.text(block.text) !== '')
}

interface Item {
  readonly block: unknown
  readonly index: number
}

function resultsFirst(items: readonly Item[], form: Form): readonly Item[] {
  const callOf = ({ block }: Item): string | undefined =>
    isFields(block) && typeof block.tool_use_id === 'string' ? form.id(block.tool_use_id) : undefined
  const results = items.filter(item => callOf(item) !== undefined)
  if (results.length === 0) return items
  const inOrder = results.toSorted((one, other) =>
    (callOf(one) ?? '').localeCompare(callOf(other) ?? '', 'en', { numeric: true }),
  )
  return [...inOrder, ...items.filter(item => callOf(item) === undefined)]
}
