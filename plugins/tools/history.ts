/** The turns of a conversation, with the names of tools in them as the model knows them. */
import type { ContentBlock, InputMessage } from 'claudecodex'

/** What becomes of a name of the client's. */
export interface NameRules {
  readonly allows: (name: string) => boolean
  readonly nameOf: (name: string) => string
}

/** A block of whatever type: those that name tools are more than the client's types know. */
interface Block {
  readonly type: string
  readonly [field: string]: unknown
}

/** The same list where nothing changes. */
export function messagesFor(messages: readonly InputMessage[], rules: NameRules): readonly InputMessage[] {
  return changedList(messages, message => {
    if (typeof message.content === 'string') return message
    const content = changedList(message.content as readonly unknown[] as readonly Block[], block =>
      blockFor(block, rules),
    )
    if (content === (message.content as unknown)) return message
    return content.length > 0
      ? { ...message, content: content as readonly unknown[] as readonly ContentBlock[] }
      : undefined
  })
}

/** Undefined drops an entry. The same list where every entry stays itself. */
function changedList<Value>(
  list: readonly Value[],
  change: (value: Value) => Value | undefined,
): readonly Value[] {
  let isChanged = false
  const changed = list.flatMap(value => {
    const next = change(value)
    isChanged ||= next !== value
    return next === undefined ? [] : [next]
  })
  return isChanged ? changed : list
}

function blockFor(block: Block, rules: NameRules): Block | undefined {
  switch (block.type) {
    case 'tool_use':
      // A call of a tool that is denied by now has happened all the same.
      return renamed(block, 'name', rules)
    case 'tool_result':
      return resultFor(block, rules)
    case 'tool_search_tool_result':
      return searchFor(block, rules)
    case 'tool_addition':
    case 'tool_removal':
      return changeFor(block, rules)
    default:
      return block
  }
}

function renamed(block: Block, field: string, { nameOf }: NameRules): Block {
  const name = block[field]
  if (typeof name !== 'string') return block
  const given = nameOf(name)
  return given === name ? block : { ...block, [field]: given }
}

/** A reference to a tool that is not there is refused by the API. */
function referenceFor(block: Block, rules: NameRules): Block | undefined {
  if (block.type !== 'tool_reference') return block
  return typeof block.tool_name === 'string' && !rules.allows(block.tool_name)
    ? undefined
    : renamed(block, 'tool_name', rules)
}

const nothingFound: Block = { type: 'text', text: 'There is no such tool.' }

/** What the client's own tool search has found. */
function resultFor(block: Block, rules: NameRules): Block {
  if (!Array.isArray(block.content)) return block
  const content = changedList(block.content as readonly Block[], inner => referenceFor(inner, rules))
  if (content === block.content) return block
  return { ...block, content: content.length > 0 ? content : [nothingFound] }
}

/** What the provider's tool search has found. */
function searchFor(block: Block, rules: NameRules): Block {
  const result = block.content as Block | undefined
  const found = result?.tool_references
  if (!Array.isArray(found)) return block
  const references = changedList(found as readonly Block[], inner => referenceFor(inner, rules))
  return references === found ? block : { ...block, content: { ...result, tool_references: references } }
}

/** A tool that comes or goes in the middle of a conversation: by its name, or by its whole definition. */
function changeFor(block: Block, rules: NameRules): Block | undefined {
  const tool = block.tool as Block | undefined
  const field = tool?.type === 'tool_definition' ? 'definition' : undefined
  const named = (field ? tool?.[field] : tool) as Block | undefined
  const isNamed = field !== undefined || tool?.type === 'tool_reference'
  if (!tool || !isNamed || typeof named?.name !== 'string') return block
  if (!rules.allows(named.name)) return undefined
  const next = renamed(named, 'name', rules)
  if (next === named) return block
  return { ...block, tool: field ? { ...tool, [field]: next } : next }
}
