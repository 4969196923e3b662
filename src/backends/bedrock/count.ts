/** Estimates the length of a prompt where Bedrock does not count it. Bytes are never counted as text. */
import type { Tokenizer } from 'ai-tokenizer'
import type { ConverseBlock, ConverseRequest, ResultContent } from './types.ts'

/** Tokens. A picture at the size clients send, and a document of a few pages (Anthropic's pages on vision and PDF). */
const image = 1_600
const document = 6_000
/** Claude's newer tokenizers make more of a text than the one that is public. */
const surplus = 1.2
/** Tokens that a message costs beside its text, and what comes with tools. */
const perMessage = 4
const withTools = 400
/** Characters beyond which the rest is estimated by ratio: a tokenizer blocks everything else while it runs. */
const mostCharacters = 1_000_000
const charactersPerToken = 3.5

let loading: Promise<Tokenizer> | undefined

const load = (): Promise<Tokenizer> => {
  loading ??= (async () => {
    const [{ Tokenizer }, encoding] = await Promise.all([
      import('ai-tokenizer'),
      import('ai-tokenizer/encoding/o200k_base'),
    ])
    return new Tokenizer(encoding)
  })()
  return loading
}

/** Tokens of a translated request: the same each time for the same request. */
export async function estimateTokens(request: ConverseRequest): Promise<number> {
  const text = textsOf(request).join('\n')
  const tokenizer = await load()
  const counted = tokenizer.count(text.slice(0, mostCharacters))
  const rest = Math.max(0, text.length - mostCharacters) / charactersPerToken
  const fixed =
    attachments(request) + request.messages.length * perMessage + (request.toolConfig ? withTools : 0)
  return Math.ceil((counted + rest) * surplus) + fixed
}

/** Tokens by length alone, where nobody waits for a tokenizer. */
export const roughCount = (characters: number): number =>
  Math.max(1, Math.ceil(characters / charactersPerToken))

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
