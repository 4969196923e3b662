/** An assistant's turn of the history as blocks of Converse, in its own order: thinking must stay in front. */
import type { ContentBlock } from '../../anthropic/blocks.ts'
import { carrierMark } from '../../anthropic/carriers.ts'
import { spokenText } from '../shared/blocks.ts'
import type { ToolNames } from '../shared/names.ts'
import { pointFor } from './cache-points.ts'
import type { Traits } from './traits.ts'
import type { ConverseBlock } from './types.ts'

export interface AssistantContext {
  readonly traits: Traits
  readonly names: ToolNames
  callId(id: string): string
  warn(text: string): void
}

/** Empty where nothing of the turn can go back to the model. */
export function assistantBlocks(
  content: string | readonly ContentBlock[],
  context: AssistantContext,
): readonly ConverseBlock[] {
  const blocks: readonly ContentBlock[] =
    typeof content === 'string' ? [{ type: 'text', text: content }] : content
  const translated = blocks.flatMap(block => {
    const mark = 'cache_control' in block ? block.cache_control : undefined
    const own = blockOf(block, context)
    return own.length > 0 ? [...own, ...pointFor(mark)] : []
  })
  // A turn of thinking alone tells the model nothing, and Bedrock refuses one.
  return translated.some(block => !('reasoningContent' in block)) ? translated : []
}

function blockOf(block: ContentBlock, context: AssistantContext): readonly ConverseBlock[] {
  const { traits, names, callId, warn } = context
  switch (block.type) {
    case 'text':
      return textOf(block.text)
    case 'thinking':
      return traits.reasoningBack && isSigned(block.signature)
        ? [{ reasoningContent: { reasoningText: { text: block.thinking, signature: block.signature } } }]
        : []
    case 'redacted_thinking':
      return traits.reasoningBack && isSigned(block.data)
        ? [{ reasoningContent: { redactedContent: block.data } }]
        : []
    case 'tool_use':
      return [
        {
          toolUse: {
            toolUseId: callId(block.id),
            name: names.host(block.name),
            input: objectOf(block.input),
          },
        },
      ]
    default:
      return textOf(spokenText(block, warn))
  }
}

const textOf = (text: string): readonly ConverseBlock[] => (text.trim() === '' ? [] : [{ text }])

/** Ours are signatures to no model, and unsigned thinking is refused. */
const isSigned = (signature: string | undefined): signature is string =>
  Boolean(signature) && !String(signature).startsWith(carrierMark)

const objectOf = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && !Array.isArray(input)
    ? input
    : input === undefined || input === null
      ? {}
      : { value: input }
