/** `-v`: what was asked in the last turn and what was answered, from the record, below the line of the exchange. */

import type { ChalkInstance } from 'chalk'
import type { ContentBlock, LogRecord, Message, MessagesRequest } from 'claudecodex'
import { isToolUse } from './row.ts'
import { countText, cut, lines, oneLine, pad, wrap } from './text.ts'
import { toolCall } from './tools.ts'

interface Part {
  readonly label: string
  readonly text: string
  readonly look: 'asked' | 'answered' | 'aside' | 'wrong'
}

const labelWidth = 10
const mostLines = 40
/** Characters of one part that are looked at. */
const longestPart = 20_000

/** `columns` is infinite where lines go to a file or a pipe. */
export function storyLines(record: LogRecord, columns: number, colors: ChalkInstance): readonly string[] {
  const request = requestOf(record)
  const parts: readonly Part[] = [
    ...askedParts(request),
    ...choiceParts(record, request?.model),
    ...record.warnings.map((text): Part => ({ label: 'warning', text, look: 'wrong' })),
    ...answeredParts(record.message),
    ...(record.error ? [{ label: 'error', text: record.error.message, look: 'wrong' } as const] : []),
  ]
  return parts.flatMap(part => partLines(part, columns, colors))
}

function partLines({ label, text, look }: Part, columns: number, colors: ChalkInstance): readonly string[] {
  const paint = {
    asked: colors.bold,
    answered: (line: string) => line,
    aside: colors.dim,
    wrong: colors.red,
  }[look]
  const room = Math.max(20, columns - labelWidth - 5)
  const all = lines(text.slice(0, longestPart).trim()).flatMap(line => wrap(line, room))
  const shown = all.length > mostLines ? all.slice(0, mostLines) : all
  const more = all.length > mostLines || text.length > longestPart ? [colors.dim('…')] : []
  return [...shown.map(line => paint(line)), ...more].map((line, index) => {
    const name = pad(index === 0 ? label : '', labelWidth)
    return `  ${colors.dim(`│ ${name}`)} ${line}`.trimEnd()
  })
}

/** Where another model answers than the one that was asked for: which, and why. */
function choiceParts({ choice }: LogRecord, asked: string | undefined): readonly Part[] {
  if (!choice || asked === undefined || choice.model === asked) return []
  return [{ label: 'model', text: `${choice.backend}:${choice.model}: ${choice.reason}`, look: 'aside' }]
}

/** It is parsed when first looked at, which throws where the body is no request: the error of the exchange says so. */
function requestOf(record: LogRecord): MessagesRequest | undefined {
  try {
    return record.request
  } catch {
    return undefined
  }
}

/** The last turn of the user, not the history before it; Claude Code may send a system turn after it. */
function askedParts(request: MessagesRequest | undefined): readonly Part[] {
  const content = request?.messages.findLast(({ role }) => role === 'user')?.content ?? []
  if (typeof content === 'string') return textParts(content)
  return content.flatMap(block => (block.type === 'text' ? textParts(block.text) : blockParts(block)))
}

const reminder = /<system-reminder>([\s\S]*?)<\/system-reminder>/g

function textParts(text: string): readonly Part[] {
  const shortened = text.replace(reminder, (_, inside: string) => `\n[system reminder, ${size(inside)}]\n`)
  return shortened
    .split(/\n(?=\[system reminder, )|(?<=\[system reminder, [^\]\n]*\])\n/)
    .map(part => part.trim())
    .filter(Boolean)
    .map(part => ({
      label: 'user',
      text: part,
      look: part.startsWith('[system reminder, ') ? 'aside' : 'asked',
    }))
}

function blockParts(block: ContentBlock): readonly Part[] {
  if (block.type !== 'tool_result') return [{ label: 'user', text: `[${block.type}]`, look: 'aside' }]
  const { content = '' } = block
  const text =
    typeof content === 'string'
      ? content
      : content.map(part => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n')
  return [
    {
      label: block.is_error ? 'failed' : 'result',
      text: beginning(text) || '[nothing]',
      look: block.is_error ? 'wrong' : 'aside',
    },
  ]
}

const size = (text: string): string => `${countText(text.length)} characters`

/** One line of what is read for its gist only. */
function beginning(text: string): string {
  const line = oneLine(text)
  const start = cut(line, 160)
  return start === line ? line : `${start} (${size(text)})`
}

const answeredParts = (message: Message | undefined): readonly Part[] =>
  (message?.content ?? []).flatMap((block): readonly Part[] => {
    if (block.type === 'text') return [{ label: 'answer', text: block.text, look: 'answered' }]
    if (block.type === 'thinking') return thinkingParts(block.thinking)
    if (!isToolUse(block)) return []
    const { name, detail } = toolCall(String(block.name), block.input)
    return [{ label: name, text: detail || '[no input]', look: 'answered' }]
  })

const thinkingParts = (text: string): readonly Part[] =>
  text.trim() ? [{ label: 'thinking', text: beginning(text), look: 'aside' }] : []
