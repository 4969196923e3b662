/** What changed from one request to another, part by part: as caches and people look at them. */
import { isDeepStrictEqual } from 'node:util'
import type { InputMessage, MessagesRequest, Tool } from '../anthropic/request.ts'
import { promptParts, withoutMarks } from './cache-evidence.ts'

export interface ToolChange {
  readonly name: string
  /** Names of fields that differ, such as `description` and `input_schema`. */
  readonly fields: readonly string[]
}

/** A block of the system prompt; an absent text is a block that the request has not. */
export interface TextChange {
  /** JSON pointer. */
  readonly at: string
  readonly before?: string
  readonly after?: string
}

export interface ValueChange {
  readonly name: string
  readonly before?: unknown
  readonly after?: unknown
}

export interface MessageChange {
  /** JSON pointer, in the request that has it. */
  readonly at: string
  readonly message: InputMessage
}

export interface RequestDifference {
  readonly tools: {
    readonly added: readonly string[]
    readonly removed: readonly string[]
    readonly changed: readonly ToolChange[]
    /** The same tools in another order, which caches take for others. */
    readonly isReordered: boolean
  }
  readonly system: readonly TextChange[]
  readonly parameters: readonly ValueChange[]
  readonly messages: {
    /** How many are the same from the first on. */
    readonly common: number
    /** In the first request only, behind the common ones. */
    readonly removed: readonly MessageChange[]
    readonly added: readonly MessageChange[]
    /** How many are the same at the end, behind what changed in the middle. */
    readonly commonEnd: number
  }
  /** Marks of the cache, by the pointer of what carries them. */
  readonly marks: { readonly added: readonly string[]; readonly removed: readonly string[] }
}

export function requestDifference(before: MessagesRequest, after: MessagesRequest): RequestDifference {
  return {
    tools: toolDifference(listed(before.tools), listed(after.tools)),
    system: systemDifference(before.system, after.system),
    parameters: parameterDifference(before, after),
    messages: messageDifference(listed(before.messages), listed(after.messages)),
    marks: markDifference(before, after),
  }
}

const listed = <Item>(value: readonly Item[] | undefined): readonly Item[] =>
  Array.isArray(value) ? value : []

function toolDifference(before: readonly Tool[], after: readonly Tool[]): RequestDifference['tools'] {
  const [old, fresh] = [before, after].map(tools => new Map(tools.map(tool => [tool.name, tool])))
  const names = (tools: readonly Tool[], others: ReadonlyMap<string, Tool> | undefined): readonly string[] =>
    tools.map(({ name }) => name).filter(name => others?.has(name))
  return {
    added: after.map(({ name }) => name).filter(name => !old?.has(name)),
    removed: before.map(({ name }) => name).filter(name => !fresh?.has(name)),
    changed: before.flatMap(tool => {
      const other = fresh?.get(tool.name)
      const fields = other ? differingFields(tool, other) : []
      return fields.length > 0 ? [{ name: tool.name, fields }] : []
    }),
    isReordered: !isDeepStrictEqual(names(before, fresh), names(after, old)),
  }
}

function differingFields(before: object, after: object): readonly string[] {
  const [old, fresh] = [before, after].map(value => withoutMarks(value) as Readonly<Record<string, unknown>>)
  return [...new Set([...Object.keys(old ?? {}), ...Object.keys(fresh ?? {})])].filter(
    name => !isDeepStrictEqual(old?.[name], fresh?.[name]),
  )
}

function systemDifference(
  before: MessagesRequest['system'],
  after: MessagesRequest['system'],
): readonly TextChange[] {
  const [old, fresh] = [textsOf(before), textsOf(after)]
  return Array.from({ length: Math.max(old.length, fresh.length) }, (_, index): TextChange[] => {
    const [was, is] = [old[index], fresh[index]]
    if (was === is) return []
    return [
      {
        at: `/system/${index}`,
        ...(was !== undefined && { before: was }),
        ...(is !== undefined && { after: is }),
      },
    ]
  }).flat()
}

const textsOf = (system: MessagesRequest['system']): readonly string[] =>
  typeof system === 'string' ? [system] : listed(system).map(block => block.text ?? JSON.stringify(block))

const parts = new Set(['tools', 'system', 'messages', 'cache_control'])

const parameterDifference = (before: MessagesRequest, after: MessagesRequest): readonly ValueChange[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter(name => !parts.has(name) && !isDeepStrictEqual(before[name], after[name]))
    .map(name => ({
      name,
      ...(before[name] !== undefined && { before: before[name] }),
      ...(after[name] !== undefined && { after: after[name] }),
    }))

function messageDifference(
  before: readonly InputMessage[],
  after: readonly InputMessage[],
): RequestDifference['messages'] {
  const [old, fresh] = [before.map(plain), after.map(plain)]
  const most = Math.min(old.length, fresh.length)
  let common = 0
  while (common < most && old[common] === fresh[common]) common += 1
  let commonEnd = 0
  while (commonEnd < most - common && old.at(-1 - commonEnd) === fresh.at(-1 - commonEnd)) commonEnd += 1
  const middle = (messages: readonly InputMessage[]): readonly MessageChange[] =>
    messages
      .slice(common, messages.length - commonEnd)
      .map((message, index) => ({ at: `/messages/${common + index}`, message }))
  return { common, removed: middle(before), added: middle(after), commonEnd }
}

/** Equal for messages that are the same prompt: marks do not count, and a text alone is a block with it. */
function plain({ role, content }: InputMessage): string {
  const blocks =
    typeof content === 'string' ? [{ type: 'text', text: content }] : listed(content).map(withoutMarks)
  return JSON.stringify([role, blocks])
}

function markDifference(before: MessagesRequest, after: MessagesRequest): RequestDifference['marks'] {
  const [old, fresh] = [marksOf(before), marksOf(after)]
  return {
    added: [...fresh].filter(mark => !old.has(mark)),
    removed: [...old].filter(mark => !fresh.has(mark)),
  }
}

/** With its lifetime where that is the long one. */
const marksOf = (request: MessagesRequest): ReadonlySet<string> =>
  new Set(
    promptParts(request).flatMap(({ pointer, mark }) =>
      mark === undefined ? [] : [mark === '1h' ? `${pointer} (1h)` : pointer],
    ),
  )

/** Nothing but messages at the end, and marks that moved along with them: how a conversation goes on. */
export function isOnlyAppended({ tools, system, parameters, messages }: RequestDifference): boolean {
  return (
    !hasToolChange(tools) &&
    system.length === 0 &&
    parameters.length === 0 &&
    messages.removed.length === 0 &&
    messages.commonEnd === 0
  )
}

export const hasToolChange = ({
  added,
  removed,
  changed,
  isReordered,
}: RequestDifference['tools']): boolean => isReordered || added.length + removed.length + changed.length > 0
