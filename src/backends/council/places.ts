/**
 * Places in a conversation by what stands before them, so that advice is found again there with every later request.
 * Clients send the same history in other forms from turn to turn: cache marks move, texts become lists of blocks,
 * reminders come and go. What a place is called by is what stays.
 */
import { createHash } from 'node:crypto'
import type { ContentBlock } from '../../anthropic/blocks.ts'
import type { InputMessage, MessagesRequest } from '../../anthropic/request.ts'
import { blocksOf } from './words.ts'

export interface Place {
  /** Of the message. */
  readonly index: number
  readonly key: string
}

/** Of each message of a user, in order. `session` keeps conversations apart that begin alike. */
export function placesIn({ messages }: MessagesRequest, session = ''): readonly Place[] {
  let key = digestOf(session)
  return messages.flatMap((message, index) => {
    if (message.role === 'system') return []
    key = digestOf(`${key}${JSON.stringify([message.role, blocksOf(message).flatMap(lasting)])}`)
    return message.role === 'user' ? [{ index, key }] : []
  })
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

const reminder = /<system-reminder>[\s\S]*?<\/system-reminder>/g

function lasting(block: ContentBlock): readonly unknown[] {
  switch (block.type) {
    case 'text': {
      const text = block.text.replace(reminder, '').trim()
      return text === '' ? [] : [text]
    }
    case 'tool_use':
      return [[block.name, block.id]]
    case 'tool_result':
      return [block.tool_use_id]
    case 'image':
    case 'document':
      return [block.source]
    default:
      // Clients leave out thinking that is no longer needed.
      return []
  }
}

/** The request with a text at the end of some of its messages, and all else as it was. */
export function withTexts(request: MessagesRequest, texts: ReadonlyMap<number, string>): MessagesRequest {
  if (texts.size === 0) return request
  const messages = request.messages.map((message, index): InputMessage => {
    const text = texts.get(index)
    return text === undefined
      ? message
      : { ...message, content: [...blocksOf(message), { type: 'text', text }] }
  })
  return { ...request, messages }
}
