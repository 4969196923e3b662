/** The conversation as Converse wants it: turns in alternation, results right behind their calls, nothing empty. */
import type { ContentBlock, ToolResultBlock, ToolResultContent } from '../../anthropic/blocks.ts'
import type { InputMessage, MessagesRequest } from '../../anthropic/request.ts'
import { otherText } from '../shared/blocks.ts'
import { type AssistantContext, assistantBlocks } from './assistant.ts'
import { markOf, pointFor } from './cache-points.ts'
import { type AttachmentContext, documentBlocks, imageBlock } from './documents.ts'
import type { ConverseBlock, ConverseMessage, ToolResultBlock as Result, ResultContent } from './types.ts'

export type MessagesContext = AssistantContext & AttachmentContext

export function conversation(request: MessagesRequest, context: MessagesContext): readonly ConverseMessage[] {
  const turns = new Turns(context)
  for (const message of request.messages) turns.take(message)
  return turns.end(pointFor(request.cache_control))
}

class Turns {
  readonly #context: MessagesContext
  readonly #out: ConverseMessage[] = []
  /** Calls of the assistant's last turn, by the client's id, in order. */
  #calls: string[] = []
  #results = new Map<string, readonly ConverseBlock[]>()
  #parts: ConverseBlock[] = []
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

  /** `last` goes behind everything the user has said. */
  end(last: readonly ConverseBlock[]): readonly ConverseMessage[] {
    this.#userSpoke ||= this.#calls.length > 0
    this.#parts.push(...(this.#userSpoke ? last : []))
    this.#flush()
    const [first] = this.#out
    return first?.role === 'user'
      ? this.#out
      : [{ role: 'user', content: [{ text: '(continue)' }] }, ...this.#out]
  }

  /** A system turn inside the conversation, which few models take: it speaks as a reminder, and keeps its cache mark. */
  #reminder(blocks: readonly ContentBlock[]): void {
    const texts = blocks.flatMap(block => (block.type === 'text' && block.text.trim() ? [block.text] : []))
    if (texts.length === 0) return
    const mark = blocks.find(block => block.type === 'text' && block.cache_control)
    this.#parts.push({ text: `<system-reminder>\n${texts.join('\n')}\n</system-reminder>` })
    if (mark?.type === 'text') this.#parts.push(...pointFor(mark.cache_control))
  }

  #block(block: ContentBlock): void {
    if (block.type === 'tool_result') this.#result(block)
    else {
      const mark = 'cache_control' in block ? block.cache_control : undefined
      this.#parts.push(...userBlocks(block, this.#context), ...pointFor(mark))
    }
  }

  #result(block: ToolResultBlock): void {
    const id = block.tool_use_id
    const content = resultContent(block, this.#context)
    const points = pointFor(markOf(block))
    const first = this.#results.get(id)
    if (!this.#calls.includes(id)) {
      // What a compaction has cut from its call is still worth telling.
      this.#parts.push({ text: `[tool result for ${id}]:` }, ...content, ...points)
    } else if (first) {
      const [known, ...rest] = first as readonly [Result, ...ConverseBlock[]]
      const { toolResult } = known
      const joined = { toolResult: { ...toolResult, content: [...toolResult.content, ...content] } }
      this.#results.set(id, [joined, ...(rest.length > 0 ? rest : points)])
    } else {
      this.#results.set(id, [this.#resultBlock(id, content, block.is_error === true), ...points])
    }
  }

  #resultBlock(id: string, content: readonly ResultContent[], isError: boolean): Result {
    const { traits, callId } = this.#context
    const isTold = isError && traits.resultStatus
    const said = isError && !isTold ? [{ text: 'Error:' }, ...content] : content
    return { toolResult: { toolUseId: callId(id), content: said, ...(isTold && { status: 'error' }) } }
  }

  #assistant(content: string | readonly ContentBlock[]): void {
    const blocks = assistantBlocks(content, this.#context)
    if (blocks.length === 0) return
    this.#flush()
    const last = this.#out.at(-1)
    if (last?.role === 'assistant') {
      this.#out[this.#out.length - 1] = { role: 'assistant', content: [...last.content, ...blocks] }
    } else this.#out.push({ role: 'assistant', content: blocks })
    if (typeof content === 'string') return
    this.#calls.push(...content.flatMap(block => (block.type === 'tool_use' ? [block.id] : [])))
  }

  /** Ends the user's turn: results in the order of their calls, then everything else. */
  #flush(): void {
    if (!this.#userSpoke) return
    this.#userSpoke = false
    const lost = (id: string): readonly ConverseBlock[] => [
      this.#resultBlock(id, [{ text: '[no result: interrupted]' }], true),
    ]
    const results = this.#calls.flatMap(id => this.#results.get(id) ?? lost(id))
    const content = withText([...results, ...this.#parts])
    this.#calls = []
    this.#results = new Map()
    this.#parts = []
    const isSaid = content.some(block => !('cachePoint' in block))
    this.#out.push({ role: 'user', content: isSaid ? content : [{ text: '(no content)' }] })
  }
}

/** Converse wants a text in every message that holds a document. */
function withText(content: readonly ConverseBlock[]): readonly ConverseBlock[] {
  const first = content.findIndex(block => 'document' in block)
  if (first < 0 || content.some(block => 'text' in block)) return content
  return [...content.slice(0, first), { text: 'See the attached document.' }, ...content.slice(first)]
}

/** Some models refuse a result without content, and all of them one that failed without a word. */
function resultContent(block: ToolResultBlock, context: MessagesContext): readonly ResultContent[] {
  const parts: readonly ToolResultContent[] =
    typeof block.content === 'string' ? [{ type: 'text', text: block.content }] : (block.content ?? [])
  const content = parts.flatMap(part => userBlocks(part, context))
  return content.length > 0 ? content : [{ text: '(no output)' }]
}

function userBlocks(
  block: ContentBlock | ToolResultContent,
  context: MessagesContext,
): readonly ResultContent[] {
  switch (block.type) {
    case 'text':
      return block.text.trim() === '' ? [] : [{ text: block.text }]
    case 'image':
      return [imageBlock(block, context)]
    case 'document':
      return documentBlocks(block, context)
    default:
      return [{ text: otherText(block as { readonly type: string }, context) || '(no content)' }]
  }
}
