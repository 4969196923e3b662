/** What a person has said in a message, apart from what the client says around it. */
import type { ContentBlock } from '../../anthropic/blocks.ts'
import type { InputMessage, MessagesRequest } from '../../anthropic/request.ts'
import { type CouncilMode, councilModes } from '../../council/types.ts'

/** Written by Claude Code: reminders, what its own commands print, and news of tasks in the background. */
const ofClient =
  /<(system-reminder|task-notification|local-command-[a-z]+|bash-(?:input|stdout|stderr))>[\s\S]*?<\/\1>/g

export const blocksOf = ({ content }: InputMessage): readonly ContentBlock[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content

/** Empty where no person speaks. */
export const wordsOf = (message: InputMessage): string =>
  message.role !== 'user' || holdsResult(message)
    ? ''
    : blocksOf(message)
        .map(block => (block.type === 'text' ? block.text.replace(ofClient, '').trim() : ''))
        .filter(text => text !== '')
        .join('\n\n')

export const holdsResult = (message: InputMessage): boolean =>
  message.role === 'user' && blocksOf(message).some(({ type }) => type === 'tool_result')

/** The index of the last message in which a person speaks; -1 where there is none. */
export const lastWords = ({ messages }: MessagesRequest): number =>
  messages.findLastIndex(message => wordsOf(message) !== '')

/** What a person asks of the council for one turn. */
export type Wish = CouncilMode | 'off'

const slash = new RegExp(`^\\s*/council:(${[...councilModes, 'off'].join('|')})(?![\\w-])\\s*`)

/** The wish at the start of what a person says. */
export const wishOf = (words: string): Wish | undefined => slash.exec(words)?.[1] as Wish | undefined

/** The request without such words, which no model is to see: the same object where there are none. */
export function withoutWishes(request: MessagesRequest): MessagesRequest {
  const messages = request.messages.map(message =>
    wishOf(wordsOf(message)) === undefined ? message : { ...message, content: cleanContent(message) },
  )
  const isChanged = messages.some((message, index) => message !== request.messages[index])
  return isChanged ? { ...request, messages } : request
}

function cleanContent(message: InputMessage): InputMessage['content'] {
  if (typeof message.content === 'string') return notEmpty(message.content.replace(slash, ''))
  const at = message.content.findIndex(
    block => block.type === 'text' && block.text.replace(ofClient, '').trim() !== '',
  )
  return message.content.map((block, index) =>
    index === at && block.type === 'text'
      ? { ...block, text: notEmpty(block.text.replace(slash, '')) }
      : block,
  )
}

/** No provider takes an empty text. */
const notEmpty = (text: string): string => (text.trim() === '' ? 'Go on.' : text)
