/** What of a request costs tokens, where Bedrock does not count them. Bytes are never counted as text. */
import { type Prompt, roughCount } from '../shared/count.ts'
import type { ConverseBlock, ConverseRequest, ResultContent } from './types.ts'

/** Tokens. A picture at the size clients send, and a document of a few pages (Anthropic's pages on vision and PDF). */
const image = 1_600
const document = 6_000
/** Claude's newer tokenizers make more of a text than the one that is public. */
export const usualRatio = 1.2
/** Tokens that come with tools, whatever these are. */
const withTools = 400

export const promptOf = (request: ConverseRequest): Prompt => ({
  texts: textsOf(request),
  images: 0,
  files: 0,
  messages: request.messages.length,
  beside: attachments(request) + (request.toolConfig ? withTools : 0),
})

/** Tokens of a request by length alone. */
export const roughTokens = (request: ConverseRequest): number =>
  roughCount(textsOf(request).reduce((sum, text) => sum + text.length, 0)) + attachments(request)

const blocksOf = ({ messages }: ConverseRequest): readonly (ConverseBlock | ResultContent)[] =>
  messages.flatMap(({ content }) =>
    content.flatMap((block): readonly (ConverseBlock | ResultContent)[] =>
      'toolResult' in block ? block.toolResult.content : [block],
    ),
  )

const attachments = (request: ConverseRequest): number =>
  blocksOf(request).reduce(
    (sum, block) => sum + ('image' in block ? image : 'document' in block ? document : 0),
    0,
  )

function textsOf(request: ConverseRequest): readonly string[] {
  const system = (request.system ?? []).flatMap(block => ('text' in block ? [block.text] : []))
  const tools = (request.toolConfig?.tools ?? []).flatMap(tool =>
    'toolSpec' in tool ? [JSON.stringify(tool.toolSpec)] : [],
  )
  return [...system, ...tools, ...blocksOf(request).flatMap(textOf)]
}

function textOf(block: ConverseBlock | ResultContent): readonly string[] {
  if ('text' in block) return [block.text]
  if ('toolUse' in block) return [block.toolUse.name, JSON.stringify(block.toolUse.input)]
  if ('reasoningContent' in block && 'reasoningText' in block.reasoningContent) {
    return [block.reasoningContent.reasoningText.text]
  }
  return []
}
