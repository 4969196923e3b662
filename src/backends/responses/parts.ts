/** Content blocks of the client as parts of an input message or of a tool's output. */
import type { ContentBlock, DocumentBlock, ImageBlock, ToolResultContent } from '../../anthropic/blocks.ts'
import { documentHead, documentText, imageUrl, noFiles, otherText, pdfFile } from '../shared/blocks.ts'
import { tellCitations } from '../shared/losses.ts'
import type { InputImage, InputPart, InputText } from './types.ts'

export interface PartsContext {
  readonly backend: string
  warn(text: string): void
}

export const textPart = (text: string): InputText => ({ type: 'input_text', text })

export const isText = (part: InputPart): part is InputText => part.type === 'input_text'

/** The parts of one block; none for what is empty. */
export function partsOf(
  block: ContentBlock | ToolResultContent,
  context: PartsContext,
): readonly InputPart[] {
  switch (block.type) {
    case 'text':
      return block.text === '' ? [] : [textPart(block.text)]
    case 'image':
      return [imagePart(block, context)]
    case 'document':
      return documentParts(block, context)
    default:
      return [textPart(otherText(block as { readonly type: string }, context))]
  }
}

function imagePart({ source }: ImageBlock, { backend }: PartsContext): InputImage {
  if (source.type === 'file') throw noFiles(backend)
  const url = source.type === 'url' ? source.url : imageUrl(source)
  return { type: 'input_image', image_url: url, detail: 'auto' }
}

const headed = (text: string): readonly InputText[] => (text === '' ? [] : [textPart(text)])

function documentParts(block: DocumentBlock, context: PartsContext): readonly InputPart[] {
  const { source } = block
  tellCitations(block, context.warn)
  switch (source.type) {
    case 'text':
      return [textPart(documentText(block, source.data))]
    case 'content':
      return typeof source.content === 'string'
        ? [textPart(documentText(block, source.content))]
        : [...headed(documentHead(block)), ...source.content.flatMap(part => partsOf(part, context))]
    case 'base64': {
      const { filename, url } = pdfFile(block, source.data)
      return [...headed(block.context ?? ''), { type: 'input_file', filename, file_data: url }]
    }
    case 'url':
      return [...headed(documentHead(block)), { type: 'input_file', file_url: source.url }]
    default:
      throw noFiles(context.backend)
  }
}
