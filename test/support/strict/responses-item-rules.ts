/** What the Responses API refuses in its input. [seen]: wordings that people quote. [docs]: "Reasoning models", "Create a response". */
import { type Fields, firstOf, type Rule, refused } from './openai-refusal.ts'
import { encrypted } from './responses-answers.ts'

const itemsOf = ({ input }: Fields): readonly Fields[] => (Array.isArray(input) ? (input as Fields[]) : [])

/** [seen] There is something to answer, and no message is empty. */
const contents: Rule = body => {
  const items = itemsOf(body)
  if (items.length === 0) {
    return refused(
      "Invalid 'input': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      'input',
      'empty_array',
    )
  }
  const index = items.findIndex(({ type, content }) => type === 'message' && content?.toString() === '')
  return index < 0
    ? undefined
    : refused(`Invalid 'input[${index}].content': empty.`, `input[${index}].content`, 'empty_array')
}

/** [types] An assistant's own words are text; [seen] "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'." */
const words: Rule = body => {
  const index = itemsOf(body).findIndex(({ role, content }) => role === 'assistant' && Array.isArray(content))
  return index < 0
    ? undefined
    : refused(
        "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.",
        `input[${index}].content[0]`,
        'invalid_value',
      )
}

/** [seen] Each call has its output, each output its call ahead of it, and no id is longer than 64 characters. */
const pairs: Rule = body => {
  const items = itemsOf(body)
  const called = new Set<string>()
  const answered = new Set<string>()
  for (const [index, { type, call_id: id }] of items.entries()) {
    if (type !== 'function_call' && type !== 'function_call_output') continue
    if (String(id).length > 64)
      return refused(`Invalid 'input[${index}].call_id': string too long.`, `input[${index}].call_id`)
    const seen = type === 'function_call' ? called : answered
    if (seen.has(String(id))) return refused(`Duplicate item found with call_id ${id}.`, 'input')
    seen.add(String(id))
    if (!called.has(String(id)))
      return refused(`No tool call found for function call output with call_id ${id}.`, 'input')
  }
  const open = [...called].find(id => !answered.has(id))
  return open === undefined ? undefined : refused(`No tool output found for function call ${open}.`, 'input')
}

/** [seen] Nothing is stored: reasoning comes whole, in the server's own encryption, and ahead of what it led to. */
const reasoning: Rule = body => {
  const items = itemsOf(body)
  for (const [index, item] of items.entries()) {
    if (item.type !== 'reasoning') continue
    const { id, encrypted_content: content } = item
    if (typeof content !== 'string') {
      return {
        status: 404,
        message: `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false. Try again with \`store\` set to true, or remove this item from your input.`,
      }
    }
    if (content !== encrypted(String(id))) {
      return refused(
        `The encrypted content for item ${id} could not be verified. Reason: Encrypted content could not be decrypted or parsed.`,
        undefined,
        'invalid_encrypted_content',
      )
    }
    const next = items.slice(index + 1).find(({ type }) => type !== 'reasoning')
    const isFollowed =
      next?.type === 'function_call' || (next?.type === 'message' && next.role === 'assistant')
    if (!isFollowed) {
      return refused(
        `Item '${id}' of type 'reasoning' was provided without its required following item.`,
        'input',
      )
    }
    if (items.slice(0, index).some(other => other.id === id))
      return refused(`Duplicate item found with id ${id}.`, 'input')
  }
  return undefined
}

export const itemRules: Rule = firstOf(contents, words, pairs, reasoning)
