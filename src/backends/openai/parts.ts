/** Content blocks of the client as text or parts of a user message. */
import type { ContentBlock, DocumentBlock, ImageBlock, ToolResultContent } from '../../anthropic/blocks.ts'
import { documentHead, documentText, imageUrl, noFiles, otherText, pdfFile } from '../shared/blocks.ts'
import { tellCitations } from '../shared/losses.ts'
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
      return [{ type: 'text', text: otherText(block as { readonly type: string }, context) }]
  }
}

function imagePart({ source }: ImageBlock, context: PartsContext): TextPart | ImagePart {
  if (source.type === 'file') throw noFiles(context.backend)
  if (!context.dialect.vision) {
    context.warn(`images were left out: ${context.backend} has no vision`)
    return { type: 'text', text: '[image omitted: the model has no vision]' }
  }
  if (source.type === 'url') return { type: 'image_url', image_url: { url: source.url } }
  return { type: 'image_url', image_url: { url: imageUrl(source) } }
}

function documentParts(block: DocumentBlock, context: PartsContext): readonly UserPart[] {
  const { source } = block
  tellCitations(block, context.warn)
  switch (source.type) {
    case 'text':
      return [inlined(block, source.data)]
    case 'content':
      return typeof source.content === 'string'
        ? [inlined(block, source.content)]
        : [...headed(documentHead(block)), ...source.content.flatMap(part => partsOf(part, context))]
    case 'base64':
      return [...headed(pdfHead(block, context)), pdfPart(block, source.data, context)]
    case 'url':
      context.warn(`a document was left out: ${context.backend} does not fetch ${source.url}`)
      return [{ type: 'text', text: `[document at ${source.url}, not fetched]` }]
    default:
      throw noFiles(context.backend)
  }
}

/** The name of a file is its title; an image has none. */
const pdfHead = (block: DocumentBlock, { dialect }: PartsContext): string =>
  dialect.pdf === 'image_url' ? documentHead(block) : (block.context ?? '')

const headed = (text: string): readonly TextPart[] => (text === '' ? [] : [{ type: 'text', text }])

const inlined = (block: DocumentBlock, data: string): TextPart => ({
  type: 'text',
  text: documentText(block, data),
})

function pdfPart(block: DocumentBlock, data: string, context: PartsContext): FilePart | ImagePart | TextPart {
  const { filename, url } = pdfFile(block, data)
  if (context.dialect.pdf === 'file') return { type: 'file', file: { filename, file_data: url } }
  if (context.dialect.pdf === 'image_url') return { type: 'image_url', image_url: { url } }
  context.warn(`a PDF was left out: ${context.backend} does not read them`)
  return { type: 'text', text: `[PDF "${filename}" omitted: this backend does not read PDF]` }
}
