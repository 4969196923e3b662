/** The conversation as Chat Completions wants it: results right behind their calls, one turn a side, nothing empty. */
import type { ContentBlock, ToolResultBlock } from '../../anthropic/blocks.ts'
import type { InputMessage, MessagesRequest } from '../../anthropic/request.ts'
import { systemText } from '../shared/blocks.ts'
import { hostCallId } from '../shared/names.ts'
import { type AssistantContext, assistantTurn } from './assistant.ts'
import { isText, type PartsContext, partsOf } from './parts.ts'
import { type ToolResult, toolResult } from './tool-results.ts'
import type { AssistantMessage, ChatMessage, TextPart, UserPart } from './types.ts'

export type MessagesContext = PartsContext & AssistantContext

/** The messages behind the leading system message. */
export function conversation(request: MessagesRequest, context: MessagesContext): readonly ChatMessage[] {
  const turns = new Turns(context)
  for (const message of request.messages) turns.take(message)
  return turns.end()
}

class Turns {
  readonly #context: MessagesContext
  readonly #out: ChatMessage[] = []
  /** Calls of the assistant's last turn, by the client's id, in order. */
  #calls: string[] = []
  #results = new Map<string, ToolResult>()
  #parts: UserPart[] = []
  #userSpoke = false

  constructor(context: MessagesContext) {
    this.#context = context
  }

  take({ role, content }: InputMessage): void {
    if (role === 'assistant') {
      this.#assistant(content)
      return
    }
    this.#userSpoke = true
    const blocks: readonly ContentBlock[] =
      typeof content === 'string' ? [{ type: 'text', text: content }] : content
    if (role === 'system') this.#reminder(blocks)
    else for (const block of blocks) this.#block(block)
  }

  end(): readonly ChatMessage[] {
    // A conversation that ends with calls: no host takes them without results.
    if (this.#calls.length > 0) this.#userSpoke = true
    this.#flush()
    const [first] = this.#out
    return this.#context.dialect.userFirst && first?.role === 'assistant'
      ? [{ role: 'user', content: '(continue)' }, ...this.#out]
      : this.#out
  }

  /** A system turn inside the conversation: most templates allow none there, so it speaks as a reminder. */
  #reminder(blocks: readonly ContentBlock[]): void {
    const text = systemText(blocks)
    if (text) this.#parts.push({ type: 'text', text: `<system-reminder>\n${text}\n</system-reminder>` })
  }

  #block(block: ContentBlock): void {
    if (block.type === 'tool_result') this.#result(block)
    else this.#parts.push(...partsOf(block, this.#context))
  }

  #result(block: ToolResultBlock): void {
    const result = toolResult(block, this.#context)
    const first = this.#results.get(block.tool_use_id)
    if (!this.#calls.includes(block.tool_use_id)) {
      // What a compaction has cut from its call is still worth telling.
      this.#parts.push({ type: 'text', text: `[tool result for ${block.tool_use_id}]: ${result.text}` })
      this.#parts.push(...result.attachments)
    } else if (first) {
      const attachments = [...first.attachments, ...result.attachments]
      this.#results.set(block.tool_use_id, { text: `${first.text}\n${result.text}`, attachments })
    } else this.#results.set(block.tool_use_id, result)
  }

  #assistant(content: string | readonly ContentBlock[]): void {
    const { calls, message } = assistantTurn(content, this.#context)
    if (!message) return
    this.#flush()
    const last = this.#out.at(-1)
    if (last?.role === 'assistant') this.#out[this.#out.length - 1] = merged(last, message, this.#context)
    else this.#out.push(message)
    this.#calls.push(...calls.map(({ id }) => id))
  }

  /** Ends the user's turn: results in the order of their calls, then everything else. */
  #flush(): void {
    if (!this.#userSpoke) return
    this.#userSpoke = false
    const { dialect } = this.#context
    const attached: UserPart[] = []
    for (const id of this.#calls) {
      const { text, attachments } = this.#results.get(id) ?? {
        text: '[no result: interrupted]',
        attachments: [],
      }
      this.#out.push({ role: 'tool', tool_call_id: hostCallId(id, dialect.toolIds), content: text })
      if (attachments.length)
        attached.push({ type: 'text', text: `Tool result images for ${id}:` }, ...attachments)
    }
    const answered = this.#calls.length > 0
    const parts = [...attached, ...this.#parts]
    this.#calls = []
    this.#results = new Map()
    this.#parts = []
    if (parts.length === 0 && answered) return
    if (answered && !dialect.userAfterTool)
      this.#out.push({ role: 'assistant', content: '(tool results received)' })
    this.#user(parts)
  }

  #user(parts: readonly UserPart[]): void {
    this.#out.push({ role: 'user', content: parts.length ? contentOf(parts, this.#context) : '(no content)' })
  }
}

/** One text is a plain string, however it was written: the same conversation must make the same bytes. */
function contentOf(parts: readonly UserPart[], { dialect }: MessagesContext): string | readonly UserPart[] {
  const [only] = parts
  if (parts.length === 1 && only && isText(only) && !only.cache_control) return only.text
  if (dialect.arrayContent || !parts.every(isText)) return parts
  return parts.map(part => (part as TextPart).text).join('\n')
}

function merged(
  one: AssistantMessage,
  other: AssistantMessage,
  { dialect }: MessagesContext,
): AssistantMessage {
  const text = [one.content, other.content]
    .filter(content => typeof content === 'string' && content)
    .join('\n')
  const calls = [...(one.tool_calls ?? []), ...(other.tool_calls ?? [])]
  return {
    ...one,
    ...other,
    content: text === '' && dialect.nullContent ? null : text,
    ...(calls.length > 0 && { tool_calls: calls }),
  }
}
