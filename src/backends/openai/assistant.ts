/** An assistant's turn of the history: its text, its calls, and the reasoning state that its host wants back. */
import type { ContentBlock, ToolUseBlock } from '../../anthropic/blocks.ts'
import { decodeCarrier } from '../../anthropic/carriers.ts'
import { argumentsText, spokenText } from '../shared/blocks.ts'
import { hostCallId, type ToolNames } from '../shared/names.ts'
import type { ReasoningMemory } from '../shared/reasoning-memory.ts'
import type { Dialect } from './dialect.ts'
import { providers } from './reasoning-state.ts'
import type { AssistantMessage, ChatToolCall } from './types.ts'

export interface AssistantContext {
  readonly dialect: Dialect
  readonly names: ToolNames
  readonly memory: ReasoningMemory
  readonly conversation: string
  /** True where the request wants thinking: then DeepSeek wants its reasoning with every turn. */
  readonly thinking: boolean
  warn(text: string): void
}

export interface AssistantTurn {
  readonly text: string
  readonly calls: readonly ToolUseBlock[]
  readonly message: AssistantMessage | undefined
}

/** Undefined as `message` where nothing is left: a turn of thinking alone. */
export function assistantTurn(
  content: string | readonly ContentBlock[],
  context: AssistantContext,
): AssistantTurn {
  const blocks: readonly ContentBlock[] =
    typeof content === 'string' ? [{ type: 'text', text: content }] : content
  const calls = blocks.filter(block => block.type === 'tool_use')
  const text = blocks
    .map(block => spokenText(block, context.warn))
    .filter(Boolean)
    .join('\n')
  if (text === '' && calls.length === 0) return { text, calls, message: undefined }
  const message: AssistantMessage = {
    role: 'assistant',
    content: text === '' && context.dialect.nullContent ? null : text,
    ...(calls.length > 0 && { tool_calls: toolCalls(blocks, context) }),
    ...reasoningBack(blocks, calls, context),
  }
  return { text, calls, message }
}

function toolCalls(blocks: readonly ContentBlock[], context: AssistantContext): readonly ChatToolCall[] {
  const { dialect, names } = context
  const signature = dialect.reasoningBack === 'gemini' ? geminiSignature(blocks, context) : undefined
  return blocks
    .filter(block => block.type === 'tool_use')
    .map((call, position) => ({
      id: hostCallId(call.id, dialect.toolIds),
      type: 'function' as const,
      function: { name: names.host(call.name), arguments: argumentsText(call.input) },
      ...(position === 0 && signature && { extra_content: { google: { thought_signature: signature } } }),
    }))
}

// Gemini refuses a history whose first call of a turn lost its signature, unless it carries this word (vendor page).
const skipValidation = 'skip_thought_signature_validator'

function geminiSignature(blocks: readonly ContentBlock[], context: AssistantContext): string {
  const carried = stateOf(blocks, providers.gemini, context)
  return typeof carried === 'string' ? carried : skipValidation
}

/**
 * What the host made and the client carried round: in a thinking signature, or remembered under a call. The last counts, since
 * each holds all that had come by then.
 */
function stateOf(
  blocks: readonly ContentBlock[],
  provider: string,
  { memory, conversation }: AssistantContext,
): unknown {
  const last = blocks.toReversed()
  for (const block of last) {
    const carrier = block.type === 'thinking' ? decodeCarrier(block.signature) : undefined
    if (carrier?.kind === 'state' && carrier.provider === provider && carrier.value !== null)
      return carrier.value
  }
  return last
    .map(block => (block.type === 'tool_use' ? memory.recall(conversation, block.id) : undefined))
    .find(state => state !== undefined)
}

function reasoningBack(
  blocks: readonly ContentBlock[],
  calls: readonly ToolUseBlock[],
  context: AssistantContext,
): Partial<AssistantMessage> {
  const { reasoningBack: wanted } = context.dialect
  if (wanted === 'reasoning_details') {
    const details = stateOf(blocks, providers.reasoning_details, context)
    return Array.isArray(details) ? { reasoning_details: details } : {}
  }
  // DeepSeek refuses a thinking conversation in which a turn with calls lost its reasoning; the empty one will do.
  if (wanted !== 'reasoning_content' || (!context.thinking && calls.length === 0)) return {}
  const own = blocks
    .filter(block => block.type === 'thinking')
    .filter(block => decodeCarrier(block.signature)?.provider === providers.reasoning_content)
    .map(block => block.thinking)
    .join('\n')
  const remembered = own === '' ? stateOf(blocks, providers.reasoning_content, context) : undefined
  return { reasoning_content: typeof remembered === 'string' ? remembered : own }
}
