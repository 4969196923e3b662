/** Tells what a plugin has made itself from an event: whatever reads it takes its fields for granted. */

type Fields = Readonly<Record<string, unknown>>

/** What is wrong with it, or undefined. Events and blocks of unknown types need a name and nothing else. */
export function eventFault(event: unknown): string | undefined {
  if (!isObject(event) || typeof event.type !== 'string') return 'something that is no event'
  return isWhole(event.type, event) ? undefined : `a ${event.type.slice(0, 40)} that lacks what it must have`
}

function isWhole(type: string, event: Fields): boolean {
  switch (type) {
    case 'message_start':
      return messageFault(event.message) === undefined
    case 'content_block_start':
      return Number.isInteger(event.index) && isTyped(event.content_block)
    case 'content_block_delta':
      return Number.isInteger(event.index) && isTyped(event.delta)
    case 'content_block_stop':
      return Number.isInteger(event.index)
    case 'message_delta':
      return isObject(event.delta) && isObject(event.usage)
    default:
      // It becomes a line of the stream; and a failure is thrown, never an event.
      return type !== 'error' && /^[\w.-]+$/.test(type)
  }
}

/** The same of a whole answer. */
export function messageFault(message: unknown): string | undefined {
  if (!isObject(message) || !Array.isArray(message.content)) return 'something that is no message'
  if (!isObject(message.usage)) return 'a message without usage'
  return message.content.every(isTyped) ? undefined : 'a message with something that is no block'
}

/** Texts that each block and each delta of a type has. */
const texts: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  thinking: ['thinking', 'signature'],
  redacted_thinking: ['data'],
  tool_use: ['id', 'name'],
  text_delta: ['text'],
  thinking_delta: ['thinking'],
  signature_delta: ['signature'],
  input_json_delta: ['partial_json'],
}

/** A block or a delta. */
const isTyped = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.type === 'string' &&
  (texts[value.type] ?? []).every(name => typeof value[name] === 'string')

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null
