/** The conversation as a row of items: outputs right behind their calls, and nothing empty. */
import type { ContentBlock, ToolResultBlock } from '../../anthropic/blocks.ts'
import type { InputMessage, MessagesRequest } from '../../anthropic/request.ts'
import { resultText, systemText } from '../shared/blocks.ts'
import { hostCallId } from '../shared/names.ts'
import { type AssistantContext, assistantTurn } from './assistant.ts'
import { isText, type PartsContext, partsOf, textPart } from './parts.ts'
import type { AskingMessage, InputItem, InputPart } from './types.ts'

export type InputContext = PartsContext & AssistantContext

export function inputOf(request: MessagesRequest, context: InputContext): readonly InputItem[] {
  const input = new Input(context)
  for (const message of request.messages) input.take(message)
  return input.end()
}

class Input {
  readonly #context: InputContext
  readonly #items: InputItem[] = []
  /** Calls that wait for their outputs, by the client's id, in order. */
  #calls: string[] = []
  #results = new Map<string, readonly InputPart[]>()
  #messages: AskingMessage[] = []
  #isAsking = false

  constructor(context: InputContext) {
    this.#context = context
  }

  take({ role, content }: InputMessage): void {
    if (role === 'assistant') {
      this.#assistant(content)
      return
    }
    this.#isAsking = true
    const blocks: readonly ContentBlock[] =
      typeof content === 'string' ? [{ type: 'text', text: content }] : content
    if (role === 'system') this.#system(blocks)
    else for (const block of blocks) this.#block(block)
  }

  end(): readonly InputItem[] {
    this.#flush()
    return this.#items
  }

  #system(blocks: readonly ContentBlock[]): void {
    const text = systemText(blocks)
    if (text !== '') this.#say('developer', [textPart(text)])
  }

  #block(block: ContentBlock): void {
    if (block.type === 'tool_result') this.#result(block)
    else this.#say('user', partsOf(block, this.#context))
  }

  #result(block: ToolResultBlock): void {
    const parts = outputOf(block, this.#context)
    const id = block.tool_use_id
    const first = this.#results.get(id)
    if (this.#calls.includes(id)) this.#results.set(id, first ? [...first, ...parts] : parts)
    // What a compaction has cut from its call is still worth telling.
    else this.#say('user', [textPart(`[tool result for ${id}]:`), ...parts])
  }

  #say(role: AskingMessage['role'], parts: readonly InputPart[]): void {
    if (parts.length === 0) return
    const last = this.#messages.at(-1)
    if (last?.role !== role) this.#messages.push({ type: 'message', role, content: parts })
    else {
      const message: AskingMessage = { ...last, content: [...last.content, ...parts] }
      this.#messages[this.#messages.length - 1] = message
    }
  }

  #assistant(content: string | readonly ContentBlock[]): void {
    const { calls, items } = assistantTurn(content, this.#context)
    if (items.length === 0) return
    if (this.#isAsking) this.#flush()
    this.#items.push(...items)
    this.#calls.push(...calls)
  }

  /** Ends the turn of those who ask: an output for each call, then everything else. */
  #flush(): void {
    if (this.#isAsking && this.#calls.length === 0 && this.#messages.length === 0)
      this.#say('user', [textPart('(no content)')])
    for (const id of this.#calls) {
      const parts = this.#results.get(id) ?? [textPart('[no result: interrupted]')]
      const output = parts.every(isText) ? parts.map(({ text }) => text).join('\n') : parts
      this.#items.push({ type: 'function_call_output', call_id: hostCallId(id, 'long'), output })
    }
    this.#items.push(...this.#messages)
    this.#calls = []
    this.#results = new Map()
    this.#messages = []
    this.#isAsking = false
  }
}

/** Images and files stay parts, which this API takes in an output; without them the text is one. */
function outputOf(block: ToolResultBlock, context: PartsContext): readonly InputPart[] {
  const parts =
    typeof block.content === 'string'
      ? [textPart(block.content)]
      : (block.content ?? []).flatMap(part => partsOf(part, context))
  const text = parts
    .filter(isText)
    .map(part => part.text)
    .join('\n')
  const said = resultText(text, block.is_error)
  const rest = parts.filter(part => !isText(part))
  if (rest.length > 0 && said === text) return parts
  return said === '' && rest.length > 0 ? rest : [textPart(said), ...rest]
}
