/** What has happened in a conversation, as text for those who advise on it. */
import type { ToolResultBlock, ToolUseBlock } from '../../anthropic/blocks.ts'
import type { MessagesRequest, Tool } from '../../anthropic/request.ts'
import { clip, cut } from './clip.ts'
import { blocksOf, wordsOf } from './words.ts'

/** Characters of a call, and of its result. */
const longestPart = 4_000
const longestWords = 600

/** What was asked and answered before the message `end`, the latest last, in at most `most` characters. */
export function summaryOf({ messages }: MessagesRequest, end: number, most: number): string {
  const lines = messages.slice(0, end).flatMap(message => {
    if (message.role === 'user') {
      const words = wordsOf(message)
      return words === '' ? [] : [`The person: ${clip(words, longestWords)}`]
    }
    if (message.role !== 'assistant') return []
    const text = blocksOf(message)
      .map(block => (block.type === 'text' ? block.text.trim() : ''))
      .filter(part => part !== '')
      .join(' ')
    return text === '' ? [] : [`The agent: ${clip(text, longestWords)}`]
  })
  return latestWithin(lines, most)
}

/** The latest calls of tools with their results, the latest last. */
export function stepsOf({ messages }: MessagesRequest, many: number, most: number): string {
  const blocks = messages.flatMap(blocksOf)
  const results = new Map(
    blocks
      .filter((block): block is ToolResultBlock => block.type === 'tool_result')
      .map(result => [result.tool_use_id, result]),
  )
  const calls = blocks.filter((block): block is ToolUseBlock => block.type === 'tool_use').slice(-many)
  return latestWithin(
    calls.map(call => stepText(call, results.get(call.id))),
    most,
  )
}

function stepText({ name, input }: ToolUseBlock, result: ToolResultBlock | undefined): string {
  const call = `> ${name} ${clip(JSON.stringify(input) ?? '', longestPart)}`
  if (!result) return `${call}\n(no result yet)`
  const word = result.is_error === true ? 'failed' : 'gave'
  return `${call}\n${word}: ${clip(resultText(result), longestPart)}`
}

function resultText({ content }: ToolResultBlock): string {
  if (typeof content === 'string') return content
  return (content ?? [])
    .map(block => {
      if (block.type === 'text') return block.text
      return block.type === 'tool_reference' ? `[tool ${block.tool_name}]` : `[${block.type}]`
    })
    .join('\n')
}

/** As many as fit, counted from the end. */
function latestWithin(parts: readonly string[], most: number): string {
  const kept: string[] = []
  let length = 0
  for (const part of parts.toReversed()) {
    length += part.length + 1
    if (length > most) break
    kept.unshift(part)
  }
  if (kept.length === parts.length) return kept.join('\n')
  return [`(${parts.length - kept.length} before)`, ...kept].join('\n')
}

const longestPurpose = 90

/** Names with the first sentence of what each is for; names alone where that is too long. */
export function toolsText(tools: readonly Tool[], most: number): string {
  const known = tools.filter(({ name }) => name !== 'DeferredToolPlaceholder')
  const lines = known.map(tool => `- ${tool.name}${purposeOf(tool)}`).join('\n')
  return lines.length <= most ? lines : cut(known.map(({ name }) => name).join(', '), most)
}

function purposeOf({ description }: Tool): string {
  const text = typeof description === 'string' ? description.trim() : ''
  const [sentence = ''] = text.split(/(?<=[.!?])\s|\n/, 1)
  return sentence === '' ? '' : `: ${cut(sentence, longestPurpose)}`
}

/** What the client says of folder and machine, in the messages that it writes as the system. */
export const surroundingsOf = ({ messages }: MessagesRequest, most: number): string =>
  cut(
    messages
      .filter(({ role }) => role === 'system')
      .flatMap(blocksOf)
      .map(block => (block.type === 'text' ? block.text.trim() : ''))
      .filter(text => text.includes('# Environment'))
      .map(text => text.slice(text.indexOf('# Environment')))
      .join('\n'),
    most,
  )
