/** A tool call in a few words: what it runs, reads or looks for. */
import { oneLine } from './text.ts'

export interface ToolCall {
  readonly name: string
  /** One printable line on the input; empty where there is nothing to say. */
  readonly detail: string
  /** The same for a narrow place: of a path, its end. */
  readonly brief: string
}

// The field that says most comes first: a Grep has a pattern and a path, an Agent a description and a long prompt.
const telling = [
  'command',
  'file_path',
  'notebook_path',
  'pattern',
  'query',
  'url',
  'skill',
  'description',
  'path',
  'title',
  'subject',
  'question',
  'name',
  'prompt',
  'text',
] as const
const paths: ReadonlySet<string> = new Set(['file_path', 'notebook_path', 'path'])

/** Works for tools nobody has heard of: the first telling field, else the first text, else how much a list holds. */
export function toolCall(name: string, input: unknown): ToolCall {
  const { text, isPath } = typeof input === 'string' ? { text: input } : detailOf(input)
  const detail = oneLine(text)
  return { name: nameOf(oneLine(name)), detail, brief: isPath ? endOf(detail) : detail }
}

interface Detail {
  readonly text: string
  readonly isPath?: boolean
}

/** `mcp__github__create_issue` reads better as `github:create_issue`. */
function nameOf(name: string): string {
  const [, server, tool] = /^mcp__(.+?)__(.+)$/.exec(name) ?? []
  return server && tool ? `${server}:${tool}` : name
}

function detailOf(input: unknown): Detail {
  if (typeof input !== 'object' || input === null) return { text: '' }
  const fields = input as Readonly<Record<string, unknown>>
  const key = telling.find(field => isText(fields[field]))
  if (key) return { text: String(fields[key]), isPath: paths.has(key) }
  const values = Object.entries(fields)
  const text = values.find(([, value]) => isText(value))?.[1]
  if (text !== undefined) return { text: String(text) }
  const list = values.find(([, value]) => Array.isArray(value) && value.length > 0)
  return list ? listDetail(list[0], list[1] as readonly unknown[]) : { text: '' }
}

/** A list of one question is that question; of anything else the number is what counts. */
function listDetail(name: string, list: readonly unknown[]): Detail {
  const inner = list.length === 1 ? detailOf(list[0]) : { text: '' }
  return inner.text ? inner : { text: `${list.length} ${name}` }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

/** The last parts of a path tell files apart. */
function endOf(path: string): string {
  const parts = path.split(/[/\\]/).filter(Boolean)
  return parts.length > 2 ? `…/${parts.slice(-2).join('/')}` : path
}
