/** Goes through whatever holds text in a request or an answer. What nothing was changed in stays the same object. */
import type { LogRecord, Message, MessagesRequest } from 'claudecodex'

export type Rewrite = (text: string) => string

export interface WalkOptions {
  /** Also the descriptions in tools and schemas. */
  readonly descriptions: boolean
  /** Also thinking that its provider has signed, and would not take back changed. */
  readonly signed: boolean
}

type Fields = Readonly<Record<string, unknown>>
type Step = (value: unknown, key: string, parent: Fields) => unknown

/** Names, addresses within the API, and what only its provider can read. All else counts as text, new fields too. */
const structure: ReadonlySet<string> = new Set([
  'type',
  'role',
  'id',
  'name',
  'model',
  'caller',
  'tool_use_id',
  'tool_name',
  'file_id',
  'media_type',
  'cache_control',
  'signature',
  'stop_reason',
  'encrypted_content',
  'encrypted_index',
  'encrypted_stdout',
])

/** Settings, and credentials that are meant for the provider itself. */
const settings: ReadonlySet<string> = new Set([
  'model',
  'tool_choice',
  'thinking',
  'mcp_servers',
  'cache_control',
  'container',
])
/** Their words are the client's own, and the same in every request. */
const schemas: ReadonlySet<string> = new Set(['tools', 'output_config', 'output_format'])

export function mapRequest(
  request: MessagesRequest,
  rewrite: Rewrite,
  { descriptions, signed }: WalkOptions,
): MessagesRequest {
  return mapFields(request, (value, key) => {
    if (settings.has(key)) return value
    if (schemas.has(key)) return descriptions ? mapDescriptions(value, rewrite) : value
    return mapBlocks(value, rewrite, signed)
  })
}

/** Blocks at any depth, as they stand in a request, an answer, or an event of one. */
export function mapBlocks<Value>(value: Value, rewrite: Rewrite, signed: boolean): Value
export function mapBlocks(value: unknown, rewrite: Rewrite, signed: boolean): unknown {
  if (typeof value === 'string') return rewrite(value)
  if (Array.isArray(value)) return mapList(value, entry => mapBlocks(entry, rewrite, signed))
  if (!isObject(value)) return value
  if (isSealed(value, signed)) return value
  return mapFields(value, (field, key) => {
    if (key === 'data' && (value.type === 'base64' || value.type === 'redacted_thinking')) return field
    if (key === 'input') return mapAll(field, rewrite)
    return structure.has(key) ? field : mapBlocks(field, rewrite, signed)
  })
}

/** Ours, on thinking that no provider has signed. */
const carrier = 'cdx1.'

/** Thinking goes back as its provider has made it: a changed one has a wrong signature, and the request is refused. */
const isSealed = ({ type, signature }: Fields, signed: boolean): boolean =>
  type === 'thinking' &&
  !signed &&
  typeof signature === 'string' &&
  signature !== '' &&
  !signature.startsWith(carrier)

/** What a model or a tool has made up itself: every text is one, and so are names of fields. */
export function mapAll(value: unknown, rewrite: Rewrite): unknown {
  if (typeof value === 'string') return rewrite(value)
  if (Array.isArray(value)) return mapList(value, entry => mapAll(entry, rewrite))
  if (!isObject(value)) return value
  const entries = Object.entries(value).map(([key, field]) => [rewrite(key), mapAll(field, rewrite)] as const)
  const isSame = entries.every(([key, field]) => Object.hasOwn(value, key) && value[key] === field)
  return isSame ? value : Object.fromEntries(entries)
}

function mapDescriptions(value: unknown, rewrite: Rewrite): unknown {
  if (Array.isArray(value)) return mapList(value, entry => mapDescriptions(entry, rewrite))
  if (!isObject(value)) return value
  return mapFields(value, (field, key) =>
    key === 'description' && typeof field === 'string' ? rewrite(field) : mapDescriptions(field, rewrite),
  )
}

export const mapMessage = (message: Message, rewrite: Rewrite): Message => mapBlocks(message, rewrite, true)

/**
 * The record with everything that a person may read rewritten. Its requests are gone through when somebody looks: most
 * readers of a record never do.
 */
export function mapRecord(record: LogRecord, rewrite: Rewrite, descriptions: boolean): LogRecord {
  const later = (name: 'request' | 'changed') => {
    let made: MessagesRequest | undefined
    const get = () => {
      const request = record[name]
      made ??= request && mapRequest(request, rewrite, { descriptions, signed: true })
      return made
    }
    return { get, enumerable: true, configurable: true }
  }
  const said = {
    warnings: mapList(record.warnings, text => rewrite(text)),
    attempts: mapList(record.attempts, attempt =>
      attempt.error === undefined ? attempt : { ...attempt, error: rewrite(attempt.error) },
    ),
    ...(record.error && { error: { ...record.error, message: rewrite(record.error.message) } }),
    ...(record.message && { message: mapMessage(record.message, rewrite) }),
  }
  return Object.defineProperties({} as LogRecord, {
    ...Object.getOwnPropertyDescriptors(record),
    ...Object.getOwnPropertyDescriptors(said),
    request: later('request'),
    ...('changed' in record && { changed: later('changed') }),
  })
}

function mapList<Value>(list: readonly Value[], step: (value: Value) => Value): readonly Value[] {
  const mapped = list.map(step)
  return mapped.every((value, index) => value === list[index]) ? list : mapped
}

function mapFields<Value extends object>(value: Value, step: Step): Value {
  const fields = value as Fields
  let changed: Record<string, unknown> | undefined
  for (const key of Object.keys(fields)) {
    const field = step(fields[key], key, fields)
    if (field === fields[key]) continue
    changed ??= { ...fields }
    changed[key] = field
  }
  return (changed ?? value) as Value
}

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null
