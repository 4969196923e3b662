/** What was new in a turn, and what was answered, as parts with a label each. */
import { isToolUse } from '../../../plugins/log/row.ts'
import { countText } from '../../../plugins/log/text.ts'
import type { Message } from '../../anthropic/message.ts'
import type { InputMessage, MessagesRequest } from '../../anthropic/request.ts'

export interface Part {
  readonly label: string
  readonly text: string
  readonly look: 'said' | 'aside' | 'wrong'
}

type Block = Readonly<Record<string, unknown>> & { readonly type: string }

/** Everything behind the last answer in the request: results of tools, what a person has written, reminders. */
export function newParts({ messages }: MessagesRequest): readonly Part[] {
  const all = Array.isArray(messages) ? messages : []
  const last = all.findLastIndex(({ role }: InputMessage) => role === 'assistant')
  return all.slice(last + 1).flatMap(({ role, content }: InputMessage) => partsOf(content, role))
}

export const answerParts = (message: Message): readonly Part[] => partsOf(message.content, 'answer')

function partsOf(content: unknown, label: string): readonly Part[] {
  if (typeof content === 'string') return textParts(content, label)
  return Array.isArray(content)
    ? (content as readonly Block[]).flatMap(block => blockParts(block, label))
    : []
}

function blockParts(block: Block, label: string): readonly Part[] {
  if (block.type === 'text') return textParts(String(block.text), label)
  if (block.type === 'thinking') {
    return block.thinking ? [{ label: 'thinking', text: String(block.thinking), look: 'aside' }] : []
  }
  if (isToolUse(block)) return [{ label: block.name, text: inputText(block.input), look: 'said' }]
  if (block.type === 'tool_result') return [resultPart(block)]
  return [{ label, text: `[${block.type}${sizeOf(block)}]`, look: 'aside' }]
}

const reminder = /<system-reminder>[\s\S]*?<\/system-reminder>/g

/** What Claude Code puts beside a person's words is set apart. */
function textParts(text: string, label: string): readonly Part[] {
  const asides = [...text.matchAll(reminder)].map(
    ([found]): Part => ({ label: 'reminder', text: found, look: 'aside' }),
  )
  const rest = text.replace(reminder, '').trim()
  return [
    ...asides,
    ...(rest ? [{ label, text: rest, look: label === 'system' ? 'aside' : 'said' } as const] : []),
  ]
}

function resultPart(block: Block): Part {
  const { content = '', is_error } = block
  const text =
    typeof content === 'string'
      ? content
      : partsOf(content, '')
          .map(part => part.text)
          .join('\n')
  return {
    label: is_error ? 'failed' : 'result',
    text: text || '[nothing]',
    look: is_error ? 'wrong' : 'aside',
  }
}

/** One field alone as it reads, several as JSON of one line each. */
function inputText(input: unknown): string {
  if (typeof input !== 'object' || input === null) return input === undefined ? '' : String(input)
  return Object.entries(input)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n')
}

function sizeOf({ source }: Block): string {
  const data = (source as { readonly data?: unknown } | undefined)?.data
  return typeof data === 'string' ? `, ${countText(data.length)} characters` : ''
}
