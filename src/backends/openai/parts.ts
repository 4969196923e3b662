/** Content blocks of the client as text or parts of a user message. */
import type {
  ContentBlock,
  DocumentBlock,
  ImageBlock,
  TextBlock,
  ToolResultContent,
} from '../../anthropic/blocks.ts'
import { InvalidRequestError } from '../../anthropic/errors.ts'
import type { Dialect } from './dialect.ts'
import type { FilePart, ImagePart, TextPart, UserPart } from './types.ts'

export interface PartsContext {
  readonly backend: string
  readonly dialect: Dialect
  warn(text: string): void
}

export const isText = (part: UserPart): part is TextPart => part.type === 'text'

/** A text part, with its cache mark where the host honours them. */
export const textPart = (
  text: string,
  block: { readonly cache_control?: unknown },
  dialect: Dialect,
): TextPart =>
  dialect.cacheControl && block.cache_control
    ? { type: 'text', text, cache_control: block.cache_control }
    : { type: 'text', text }

/** The parts of one block of a user's turn; none for what is empty. */
export function partsOf(block: ContentBlock | ToolResultContent, context: PartsContext): readonly UserPart[] {
  switch (block.type) {
    case 'text':
      return block.text === '' ? [] : [textPart(block.text, block, context.dialect)]
    case 'image':
      return [imagePart(block, context)]
    case 'document':
      return documentParts(block, context)
    default:
      return otherParts(block as { readonly type: string }, context)
  }
}

function otherParts(block: { readonly type: string }, context: PartsContext): readonly UserPart[] {
  if (block.type === 'container_upload') throw noFiles(context)
  const text = plainText(block)
  if (text !== undefined) return [{ type: 'text', text }]
  context.warn(`content block "${block.type}" is not supported by ${context.backend}`)
  return [{ type: 'text', text: `[unsupported block ${block.type}]` }]
}

/** Blocks that are nothing but text in another coat. */
export function plainText(block: {
  readonly type: string
  readonly [field: string]: unknown
}): string | undefined {
  if (block.type === 'tool_reference') return `Tool available: ${String(block.tool_name)}`
  if (block.type !== 'search_result') return undefined
  const texts = Array.isArray(block.content) ? (block.content as TextBlock[]).map(({ text }) => text) : []
  return [block.title, block.source, ...texts].filter(Boolean).join('\n')
}

const noFiles = ({ backend }: PartsContext): InvalidRequestError =>
  new InvalidRequestError(`the Files API is not supported by backend ${backend}; send the content itself`)

/** First bytes of an image, in base64. Claude Code has been seen to name the wrong type, which Gemini refuses. */
const magic: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
]

function imagePart({ source }: ImageBlock, context: PartsContext): TextPart | ImagePart {
  if (source.type === 'file') throw noFiles(context)
  if (!context.dialect.vision) {
    context.warn(`images were left out: ${context.backend} has no vision`)
    return { type: 'text', text: '[image omitted: the model has no vision]' }
  }
  if (source.type === 'url') return { type: 'image_url', image_url: { url: source.url } }
  const type = magic.find(([start]) => source.data.startsWith(start))?.[1] ?? source.media_type
  return { type: 'image_url', image_url: { url: `data:${type};base64,${source.data}` } }
}

function documentParts(block: DocumentBlock, context: PartsContext): readonly UserPart[] {
  const { source } = block
  switch (source.type) {
    case 'text':
      return [inlined(block, source.data)]
    case 'content':
      return typeof source.content === 'string'
        ? [inlined(block, source.content)]
        : source.content.flatMap(part => partsOf(part, context))
    case 'base64':
      return [pdfPart(block, source.data, context)]
    case 'url':
      context.warn(`a document was left out: ${context.backend} does not fetch ${source.url}`)
      return [{ type: 'text', text: `[document at ${source.url}, not fetched]` }]
    default:
      throw noFiles(context)
  }
}

function inlined({ title, context }: DocumentBlock, data: string): TextPart {
  const body = context ? `${context}\n\n${data}` : data
  return { type: 'text', text: `<document title="${title ?? 'document'}">\n${body}\n</document>` }
}

function pdfPart(
  { title }: DocumentBlock,
  data: string,
  context: PartsContext,
): FilePart | ImagePart | TextPart {
  const url = `data:application/pdf;base64,${data}`
  const name = (title ?? 'document').replace(/\.pdf$/i, '')
  if (context.dialect.pdf === 'file')
    return { type: 'file', file: { filename: `${name}.pdf`, file_data: url } }
  if (context.dialect.pdf === 'image_url') return { type: 'image_url', image_url: { url } }
  context.warn(`a PDF was left out: ${context.backend} does not read them`)
  return { type: 'text', text: `[PDF "${name}.pdf" omitted: this backend does not read PDF]` }
}
