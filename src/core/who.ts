/** Who is talking: client, session, agent, and what kind of request this is. Facts on Claude Code 2.1.330 as seen on the wire. */
import type { ContentBlock } from '../anthropic/blocks.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { Headers } from './backend.ts'

export const requestClasses = [
  'main',
  'subagent',
  'workflow',
  'compaction',
  'title',
  'probe',
  'search',
  'other',
] as const

export type RequestClass = (typeof requestClasses)[number]

export interface Who {
  /** Such as `claude-cli/2.1.330`. */
  readonly client?: string
  readonly session?: string
  /** Absent on the main agent. Unique within its session only. */
  readonly agent?: string
  readonly parentAgent?: string
  /** Such as `general-purpose`. */
  readonly agentType?: string
  readonly class: RequestClass
  /** What told the class: a header of the client, or our own rules. */
  readonly by: 'header' | 'rules'
}

/** Characters kept of a value that the client sends. */
const longestValue = 256
/** Bytes up to which a body is parsed to classify it: the first turns of a session, titles, probes and searches. */
const smallBody = 64 * 1024

/**
 * Tells who sent a request. Header names are lower-case. `body` is called only where no header names the class and
 * the body is small; a large one is searched as bytes. Never throws: a broken body is named by whoever needs it.
 */
export function whoOf(headers: Headers, body: () => MessagesRequest, bytes: Buffer | undefined): Who {
  const client = value(headers, 'user-agent')?.split(' ', 1)[0]
  const agent = value(headers, 'x-claude-code-agent-id')
  // Means nothing without the agent's own id.
  const parentAgent = agent && value(headers, 'x-claude-code-parent-agent-id')
  const agentType = value(headers, 'x-claude-code-agent-type')
  const told = classOfHeaders(headers)
  const named = value(headers, 'x-claude-code-session-id')
  const session = named ?? (told === undefined ? sessionOf(body, bytes) : undefined)
  const isClaudeCode = named !== undefined || client?.startsWith('claude-cli/') === true
  return {
    ...(client && { client }),
    ...(session && { session }),
    ...(agent && { agent }),
    ...(parentAgent && { parentAgent }),
    ...(agentType && { agentType }),
    class: told ?? (isClaudeCode ? classOfBody(headers, body, bytes) : 'other'),
    by: told === undefined ? 'rules' : 'header',
  }
}

/** A header as the client meant it: decoded, without control characters, capped. */
function value(headers: Headers, name: string): string | undefined {
  const raw = headers[name]?.slice(0, longestValue * 3)
  if (raw === undefined) return undefined
  return printable(decoded(raw)).trim().slice(0, longestValue) || undefined
}

const printable = (text: string): string => text.replace(/[\u0000-\u001F\u007F-\u009F]/g, '')

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function classOfHeaders(headers: Headers): RequestClass | undefined {
  const hint = value(headers, 'x-claude-code-request-class')?.toLowerCase()
  // Claude Code also says `auxiliary`: titles and searches in one word.
  if (hint !== undefined) return requestClasses.find(name => name === hint) ?? 'other'
  if (value(headers, 'x-claude-code-compaction')) return 'compaction'
  if (value(headers, 'x-claude-code-agent-id')) return 'subagent'
  return undefined
}

function classOfBody(headers: Headers, body: () => MessagesRequest, bytes: Buffer | undefined): RequestClass {
  // A count belongs to the conversation it counts, and must be answered by the same model.
  if (headers['anthropic-beta']?.includes('token-counting')) return 'main'
  if (bytes && bytes.length > smallBody) return classOfBytes(bytes)
  return guarded(() => classOfRequest(body())) ?? 'other'
}

/** Unparsed, an untouched body may be anything. */
function guarded<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

// The words of Claude Code's own prompts by which its side calls are told apart.
const billing = 'x-anthropic-billing-header:'
const ofSubagent = 'cc_is_subagent=true'
const asksForSummary = /detailed summary of (?:the|this)(?: \w+){0,4} conversation/i
const asksForTitle = /\btitle\b/i
/** Characters from which a last turn may be the order to compact; a person's own wish for a summary is shorter. */
const longOrder = 400

function classOfRequest(request: MessagesRequest): RequestClass {
  const tools = request.tools ?? []
  if (request.max_tokens === 1) return 'probe'
  if (tools.length === 1 && tools[0]?.type?.startsWith('web_search')) return 'search'
  const system = textOf(request.system ?? '')
  if (system.startsWith(billing) && system.slice(0, longestValue).includes(ofSubagent)) return 'subagent'
  const order = textOf(request.messages.findLast(({ role }) => role === 'user')?.content ?? '')
  if (order.length >= longOrder && asksForSummary.test(order)) return 'compaction'
  if (tools.length > 0) return 'main'
  return asksForTitle.test(system) ? 'title' : 'other'
}

const textOf = (content: string | readonly ContentBlock[]): string =>
  typeof content === 'string'
    ? content
    : content.map(block => (block.type === 'text' ? block.text : '')).join('\n')

/** Bytes of the last turn that are looked at. */
const longTurn = 16 * 1024

/** Quotes inside of texts are escaped in JSON, so a search for bare ones meets the body's own structure only. */
function classOfBytes(bytes: Buffer): RequestClass {
  const note = windowAt(bytes, bytes.lastIndexOf(`"text":"${billing}`), longestValue)
  if (note.includes(ofSubagent)) return 'subagent'
  const turn = bytes.lastIndexOf('"role":"')
  // Decoded and read only where the words may be there.
  if (turn < 0 || !bytes.subarray(turn, turn + longTurn).includes('summary of')) return 'main'
  const [lastTurn = ''] = windowAt(bytes, turn, longTurn).split('],"system":', 1)
  return lastTurn.length >= longOrder && asksForSummary.test(lastTurn) ? 'compaction' : 'main'
}

const windowAt = (bytes: Buffer, start: number, length: number): string =>
  start < 0 ? '' : bytes.toString('utf8', start, start + length)

function sessionOf(body: () => MessagesRequest, bytes: Buffer | undefined): string | undefined {
  const userId = bytes ? userIdOf(bytes) : guarded(() => body().metadata?.user_id)
  return typeof userId === 'string' ? sessionOfUser(userId) : undefined
}

/** `metadata.user_id` stands near the end of the body; a tool's schema may hold the same name. */
function userIdOf(bytes: Buffer): string | undefined {
  let end = bytes.length
  for (let tries = 0; tries < 4 && end >= 0; tries++) {
    const start = bytes.lastIndexOf('"user_id"', end)
    const found = /^"user_id"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(windowAt(bytes, start, 1024))
    const text = found?.[1] && guarded(() => JSON.parse(found[1] ?? '') as unknown)
    if (typeof text === 'string') return text
    end = start - 1
  }
  return undefined
}

/** Both forms: a JSON object in a string, and the older `user_<hash>_account_<uuid>_session_<uuid>`. */
function sessionOfUser(userId: string): string | undefined {
  const old = /_session_([0-9a-z-]+)$/i.exec(userId)?.[1]
  const session = old ?? guarded(() => (JSON.parse(userId) as { session_id?: unknown } | null)?.session_id)
  return typeof session === 'string' ? printable(session).slice(0, longestValue) || undefined : undefined
}
