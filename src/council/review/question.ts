/** A conversation as one text, for those who judge answers to it: its end is what matters most. */
import type { ContentBlock, DocumentBlock, ImageBlock, TextBlock } from '../../anthropic/blocks.ts'
import type { InputMessage, MessagesRequest } from '../../anthropic/request.ts'
import { brief, excerpt } from './excerpt.ts'
import { digestOf } from './lots.ts'

/** Characters. */
const limits = {
  system: 4_000,
  lastTurn: 16_000,
  earlierTurn: 2_000,
  earlier: 10_000,
  call: 300,
  result: 1_500,
}

const speakers: Readonly<Record<string, string>> = { user: 'Person', assistant: 'Assistant', system: 'Note' }

/** Conversations are long, and each reviewer asks for the digest of the same one. */
const digests = new WeakMap<object, string>()

/** 64 hexadecimal digits: the same for the same messages. */
export function questionDigest({ messages }: MessagesRequest): string {
  const digest = digests.get(messages) ?? digestOf(JSON.stringify(messages))
  digests.set(messages, digest)
  return digest
}

export function questionText({ system, messages }: MessagesRequest): string {
  const turns = messages.map((message, index) => {
    const limit = index === messages.length - 1 ? limits.lastTurn : limits.earlierTurn
    return `${speakers[message.role] ?? message.role}:\n${excerpt(turnText(message), limit)}`
  })
  const instructions = systemText(system)
  return [
    ...(instructions === '' ? [] : [`Standing instructions:\n${excerpt(instructions, limits.system)}`]),
    ...latest(turns),
  ].join('\n\n')
}

/** What cannot be told in words, of the last turn. */
export function picturesOf({ messages }: MessagesRequest): readonly (ImageBlock | DocumentBlock)[] {
  const content = messages.at(-1)?.content ?? ''
  if (typeof content === 'string') return []
  return content.filter(block => block.type === 'image' || block.type === 'document')
}

function latest(turns: readonly string[]): readonly string[] {
  let left = limits.earlier
  const kept = turns.slice(0, -1).reverse()
  const cut = kept.findIndex(turn => {
    left -= turn.length
    return left < 0
  })
  const earlier = cut < 0 ? kept : kept.slice(0, cut)
  const mark = cut < 0 ? [] : [`[... ${kept.length - cut} earlier turns left out ...]`]
  return [...mark, ...[...earlier].reverse(), ...turns.slice(-1)]
}

const systemText = (system: string | readonly TextBlock[] = ''): string =>
  typeof system === 'string' ? system : system.map(({ text }) => text).join('\n')

const turnText = ({ content }: InputMessage): string =>
  typeof content === 'string'
    ? content
    : content
        .map(blockText)
        .filter(text => text !== '')
        .join('\n')

function blockText(block: ContentBlock): string {
  switch (block.type) {
    case 'text':
      return block.text
    case 'tool_use':
      return `[calls ${block.name} with ${brief(JSON.stringify(block.input) ?? '', limits.call)}]`
    case 'tool_result':
      return `[result: ${excerpt(resultText(block.content), limits.result)}]`
    case 'image':
    case 'document':
      return `[${block.type}]`
    default:
      return ''
  }
}

const resultText = (
  content: string | readonly { readonly type: string; readonly text?: string }[] = '',
): string =>
  typeof content === 'string' ? content : content.map(({ type, text }) => text ?? `[${type}]`).join('\n')
