/** What the model table asks of a request's body, found without a tokeniser and mostly without parsing it. */
import type { ContentBlock, ToolResultContent } from '../anthropic/blocks.ts'
import type { Exchange } from './exchange.ts'

/** What a request may carry, anywhere in its conversation. */
export const features = ['images', 'documents'] as const
export type Feature = (typeof features)[number]

const blockTypes: Readonly<Record<Feature, string>> = { images: 'image', documents: 'document' }

/** An exchange whose bytes can be searched. */
type Searchable = Exchange & { mentions?(text: string): boolean }

/** A body that never says the word is not parsed. */
export function carries(exchange: Exchange, feature: Feature): boolean {
  const type = blockTypes[feature]
  return mayMention(exchange, `"${type}"`) && blocksOf(exchange).some(block => block.type === type)
}

const bytesOfToken = 4
/** What an image costs at most with most providers; a PDF costs about as much for each page. */
const tokensOfBinary = 1_500

/** Tokens of the prompt: a quarter of its bytes, but what is written in base64 counts as one image. */
export function promptEstimate(exchange: Exchange): number {
  const bytes = exchange.asked.bytes || JSON.stringify(exchange.request).length
  if (!mayMention(exchange, '"base64"')) return bytes / bytesOfToken
  const binaries = blocksOf(exchange).flatMap(({ source }) => {
    const data = (source as { readonly data?: unknown } | undefined)?.data
    return isBinary(source) && typeof data === 'string' ? [data.length] : []
  })
  const binary = binaries.reduce((sum, length) => sum + length, 0)
  return (bytes - binary) / bytesOfToken + binaries.length * tokensOfBinary
}

const isBinary = (source: unknown): boolean => (source as { type?: unknown } | undefined)?.type === 'base64'

/** Of a request that has no bytes everything may be true. */
const mayMention = (exchange: Searchable, text: string): boolean => exchange.mentions?.(text) ?? true

type Block = { readonly type: string; readonly source?: unknown }

/** Every block of the conversation, those in the results of tools included. */
const blocksOf = ({ request }: Exchange): readonly Block[] =>
  request.messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content.flatMap(withInner)))

function withInner(block: ContentBlock): readonly Block[] {
  const inner = (block as { readonly content?: unknown }).content
  const results = block.type === 'tool_result' && Array.isArray(inner) ? (inner as ToolResultContent[]) : []
  return [block as Block, ...(results as readonly Block[])]
}
