/** What OpenAI refuses in a conversation. [seen]: wordings that people quote. [types]: the npm package `openai`. */
import { type Fields, isFields, type Rule, refused } from './openai-refusal.ts'

export const messageRules: Rule = ({ messages }) => {
  if (!Array.isArray(messages)) return refused("Missing required parameter: 'messages'.", 'messages')
  if (messages.length === 0) {
    return refused(
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      'messages',
      'empty_array',
    )
  }
  return contents(messages as Fields[]) ?? pairs(messages as Fields[])
}

/** [seen] Content is never an empty array, and null only beside tool calls; ids and names have their limits. */
function contents(messages: readonly Fields[]) {
  for (const [index, message] of messages.entries()) {
    const { content, tool_calls: calls } = message
    if (Array.isArray(content) && content.length === 0) {
      return refused(
        `Invalid 'messages[${index}].content': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
        `messages[${index}].content`,
        'empty_array',
      )
    }
    if (content === null && !Array.isArray(calls)) {
      return refused(
        "Invalid value for 'content': expected a string, got null.",
        `messages.[${index}].content`,
      )
    }
    const fault = Array.isArray(calls) ? callsFault(calls as Fields[], index) : undefined
    if (fault) return fault
  }
  return undefined
}

function callsFault(calls: readonly Fields[], index: number) {
  const place = `messages[${index}].tool_calls`
  if (calls.length === 0) {
    return refused(
      `Invalid '${place}': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
      place,
      'empty_array',
    )
  }
  for (const [position, call] of calls.entries()) {
    const id = String(call.id)
    if (id.length > 40) {
      return refused(
        `Invalid '${place}[${position}].id': string too long. Expected a string with maximum length 40, but got a string with length ${id.length} instead.`,
        `${place}[${position}].id`,
        'string_above_max_length',
      )
    }
    const name = isFields(call.function) ? String(call.function.name) : ''
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
      return refused(
        `Invalid '${place}[${position}].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
        `${place}[${position}].function.name`,
        'invalid_value',
      )
    }
  }
  return undefined
}

/** [seen] Tool messages stand right behind the message whose calls they answer, and every call is answered. */
function pairs(messages: readonly Fields[]) {
  let open: string[] = []
  for (const [index, message] of [...messages, { role: 'end' } as Fields].entries()) {
    if (message.role === 'tool') {
      const id = String(message.tool_call_id)
      if (!open.includes(id)) {
        return refused(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          `messages.[${index}].role`,
        )
      }
      open = open.filter(other => other !== id)
      continue
    }
    if (open.length > 0) {
      return refused(
        `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${open.join(', ')}`,
        `messages.[${index}].role`,
      )
    }
    const calls = Array.isArray(message.tool_calls) ? (message.tool_calls as Fields[]) : []
    open = calls.map(({ id }) => String(id))
    if (new Set(open).size < open.length) {
      return refused('Duplicate value for tool_call_id', `messages.[${index}].tool_calls`)
    }
  }
  return undefined
}
