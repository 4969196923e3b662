/**
 * Tells a request that can be handled from one that cannot. Lenient: clients add fields, betas and block types with
 * every release, so only what no backend could read is refused, with the field's path as the API itself names it.
 */
import { InvalidRequestError } from './errors.ts'
import type { MessagesRequest } from './request.ts'
import { isNestedDeeper, type RequestScan } from './scan.ts'

export type RequestKind = 'messages' | 'count_tokens'

/** Deeper JSON would overflow the stack of whatever walks it. */
const deepest = 1_000

/** Throws an `InvalidRequestError` that names the field. A scan of the bytes spares looking through them once more. */
export function parseRequest(bytes: Buffer, kind: RequestKind, scan?: RequestScan): MessagesRequest {
  if (bytes.length === 0) throw new InvalidRequestError('The request body is empty. Send a JSON object.')
  if (scan?.levels === undefined ? isNestedDeeper(bytes, deepest) : scan.levels > deepest) {
    throw new InvalidRequestError(`The request body is nested more than ${deepest} levels deep.`)
  }
  return validateRequest(parseJson(bytes), kind)
}

/** The value itself, as a request. Throws an `InvalidRequestError` that names the field. */
export function validateRequest(value: unknown, kind: RequestKind): MessagesRequest {
  if (!isObject(value)) throw new InvalidRequestError('The request body is not a JSON object.')
  checkString(value.model, 'model')
  if (value.model === '') fail('model', 'String should have at least 1 character')
  checkMessages(value.messages)
  if (kind === 'messages') checkMaxTokens(value.max_tokens)
  checkSystem(value.system)
  checkTools(value.tools)
  if (value.stream != null && typeof value.stream !== 'boolean')
    fail('stream', 'Input should be a valid boolean')
  checkChoice(value.tool_choice)
  checkOptional(value.stop_sequences, 'stop_sequences', isStrings, 'Input should be a list of strings')
  return value as MessagesRequest
}

type Fields = Readonly<Record<string, unknown>>

// The parser's own message quotes the body, which may hold what must not reach a log.
function parseJson(bytes: Buffer): unknown {
  try {
    const text = bytes.toString()
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
  } catch (error) {
    const [place] = /(?<=at position )\d+/.exec((error as Error).message) ?? []
    throw new InvalidRequestError(
      `The request body is not valid JSON${place ? ` (at character ${place})` : ''}.`,
    )
  }
}

function checkMaxTokens(value: unknown): void {
  if (value === undefined) fail('max_tokens', 'Field required')
  if (!Number.isInteger(value)) fail('max_tokens', 'Input should be a valid integer')
  if ((value as number) < 0) fail('max_tokens', 'Input should be greater than or equal to 0')
}

function checkMessages(messages: unknown): void {
  if (messages === undefined) fail('messages', 'Field required')
  if (!Array.isArray(messages)) fail('messages', 'Input should be a valid list')
  if (messages.length === 0) fail('messages', 'at least one message is required')
  for (const [index, message] of messages.entries()) {
    const path = `messages.${index}`
    if (!isObject(message)) fail(path, 'Input should be a valid object')
    checkString(message.role, `${path}.role`)
    if (!roles.has(message.role)) fail(`${path}.role`, "Input should be 'user', 'assistant' or 'system'")
    if (message.content === undefined) fail(`${path}.content`, 'Field required')
    checkContent(message.content, `${path}.content`)
  }
}

const roles: ReadonlySet<unknown> = new Set(['user', 'assistant', 'system'])

function checkContent(content: unknown, path: string): void {
  if (typeof content === 'string') return
  if (!Array.isArray(content)) fail(path, 'Input should be a valid string or list')
  for (const [index, block] of content.entries()) checkBlock(block, `${path}.${index}`)
}

/** What every reader of a block of this type takes for granted. */
const blockStrings: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['text', ['text']],
  ['thinking', ['thinking']],
  ['redacted_thinking', ['data']],
  ['tool_use', ['id', 'name']],
  ['tool_result', ['tool_use_id']],
])

function checkBlock(block: unknown, path: string): void {
  if (!isObject(block)) fail(path, 'Input should be a valid object')
  const { type } = block
  checkString(type, `${path}.type`)
  for (const name of blockStrings.get(type) ?? []) checkString(block[name], `${path}.${type}.${name}`)
  if (type === 'image' || type === 'document') checkSource(block.source, `${path}.${type}.source`)
  if (type === 'tool_result' && block.content != null)
    checkContent(block.content, `${path}.tool_result.content`)
}

/** What every reader of a source of this type takes for granted. */
const sourceStrings: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['base64', ['media_type', 'data']],
  ['text', ['data']],
  ['url', ['url']],
  ['file', ['file_id']],
])

function checkSource(source: unknown, path: string): void {
  if (!isObject(source))
    fail(path, source === undefined ? 'Field required' : 'Input should be a valid object')
  const { type } = source
  checkString(type, `${path}.type`)
  for (const name of sourceStrings.get(type) ?? []) checkString(source[name], `${path}.${type}.${name}`)
  if (type === 'content') checkContent(source.content, `${path}.content`)
}

function checkChoice(choice: unknown): void {
  if (choice == null) return
  if (!isObject(choice)) fail('tool_choice', 'Input should be a valid object')
  checkString(choice.type, 'tool_choice.type')
  if (choice.type === 'tool') checkString(choice.name, 'tool_choice.name')
}

function checkSystem(system: unknown): void {
  if (system != null) checkContent(system, 'system')
}

/** Toolsets that Anthropic defines have a dated type and no name. */
function checkTools(tools: unknown): void {
  if (tools == null) return
  if (!Array.isArray(tools)) fail('tools', 'Input should be a valid list')
  for (const [index, tool] of tools.entries()) {
    const path = `tools.${index}`
    if (!isObject(tool)) fail(path, 'Input should be a valid object')
    const custom = tool.type == null || tool.type === 'custom'
    if (custom || tool.name !== undefined) checkString(tool.name, `${path}.name`)
    checkOptional(tool.input_schema, `${path}.input_schema`, isObject, 'Input should be a valid object')
  }
}

function checkOptional(
  value: unknown,
  path: string,
  holds: (value: unknown) => boolean,
  complaint: string,
): void {
  if (value != null && !holds(value)) fail(path, complaint)
}

function checkString(value: unknown, path: string): asserts value is string {
  if (value === undefined) fail(path, 'Field required')
  if (typeof value !== 'string') fail(path, 'Input should be a valid string')
}

function fail(path: string, complaint: string): never {
  throw new InvalidRequestError(`${path}: ${complaint}`)
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isStrings = (value: unknown): boolean =>
  Array.isArray(value) && value.every(entry => typeof entry === 'string')
