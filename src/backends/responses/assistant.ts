/** An assistant's turn of the history as items: texts, calls, and ahead of each the reasoning that led to it. */
import type { ContentBlock, ToolUseBlock } from '../../anthropic/blocks.ts'
import { argumentsText, spokenText } from '../shared/blocks.ts'
import { hostCallId, type ToolNames } from '../shared/names.ts'
import type { ReasoningMemory } from '../shared/reasoning-memory.ts'
import { carriedItem, rememberedItems } from './reasoning-items.ts'
import type { AnsweringMessage, FunctionCall, InputItem, ReasoningItem } from './types.ts'

export interface AssistantContext {
  readonly names: ToolNames
  readonly memory: ReasoningMemory
  readonly conversation: string
  /** False for models that do not reason, which refuse the reasoning of others. */
  readonly reasons: boolean
  /** Models since gpt-5.3 tell apart what they say on the way and what they say at the end. */
  readonly phases: boolean
  warn(text: string): void
}

export interface AssistantTurn {
  /** The client's ids of its calls, in order. */
  readonly calls: readonly string[]
  readonly items: readonly InputItem[]
}

export function assistantTurn(
  content: string | readonly ContentBlock[],
  context: AssistantContext,
): AssistantTurn {
  const blocks: readonly ContentBlock[] =
    typeof content === 'string' ? [{ type: 'text', text: content }] : content
  const turn = new Turn(context)
  for (const block of blocks) turn.take(block)
  return { calls: turn.calls, items: turn.end() }
}

class Turn {
  readonly calls: string[] = []
  readonly #context: AssistantContext
  readonly #items: InputItem[] = []
  #texts: string[] = []
  /** True where the client has brought the reasoning of the next call itself. */
  #isCarried = false

  constructor(context: AssistantContext) {
    this.#context = context
  }

  take(block: ContentBlock): void {
    if (block.type === 'thinking') this.#reasoning(carriedItem(block))
    else if (block.type === 'tool_use') this.#call(block)
    else {
      const text = spokenText(block, this.#context.warn)
      if (text !== '') this.#texts.push(text)
    }
  }

  end(): readonly InputItem[] {
    this.#speak()
    const items = this.#items
    // Reasoning that led to nothing is refused: "provided without its required following item".
    const last = items.findLastIndex(({ type }) => type !== 'reasoning')
    return items
      .slice(0, last + 1)
      .map((item, index) =>
        item.type === 'message' ? this.#withPhase(item as AnsweringMessage, index) : item,
      )
  }

  #reasoning(item: ReasoningItem | undefined): void {
    if (!item || !this.#context.reasons) return
    this.#speak()
    this.#items.push(item)
    this.#isCarried = true
  }

  #call(block: ToolUseBlock): void {
    const { names, memory, conversation, reasons } = this.#context
    const remembered =
      reasons && !this.#isCarried ? rememberedItems(memory.recall(conversation, block.id)) : []
    this.#isCarried = false
    this.#items.push(...remembered.filter(({ isSpoken }) => isSpoken).map(({ item }) => item))
    this.#speak()
    this.#items.push(...remembered.filter(({ isSpoken }) => !isSpoken).map(({ item }) => item))
    const call: FunctionCall = {
      type: 'function_call',
      call_id: hostCallId(block.id, 'long'),
      name: names.host(block.name),
      arguments: argumentsText(block.input),
    }
    this.#items.push(call)
    this.calls.push(block.id)
  }

  #speak(): void {
    const content = this.#texts.join('\n')
    this.#texts = []
    if (content !== '') this.#items.push({ type: 'message', role: 'assistant', content })
  }

  /** Not what the model named, which no block can hold, but what it comes to: nothing is final ahead of a call. */
  #withPhase(message: AnsweringMessage, index: number): AnsweringMessage {
    if (!this.#context.phases) return message
    const isCallBehind = this.#items.slice(index).some(({ type }) => type === 'function_call')
    return { ...message, phase: isCallBehind ? 'commentary' : 'final_answer' }
  }
}
