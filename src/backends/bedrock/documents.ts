/** Images and documents of the client as Converse takes them: bytes with their format, documents under a name. */
import type { DocumentBlock, ImageBlock, ImageSource } from '../../anthropic/blocks.ts'
import { InvalidRequestError } from '../../anthropic/errors.ts'
import { documentHead, documentText, noFiles, refuseUnknownSource } from '../shared/blocks.ts'
import { tellCitations } from '../shared/losses.ts'
import type { Traits } from './traits.ts'
import type { DocumentBlock as ConverseDocument, ImageBlock as ConverseImage, TextBlock } from './types.ts'

export interface AttachmentContext {
  readonly backend: string
  readonly traits: Traits
  /** A name for the next document: Bedrock wants them unique, and AWS warns of titles that speak to the model. */
  documentName(): string
  warn(text: string): void
}

/** `Document 1`, `Document 2`: the same for the same conversation, so that prefix caches hold. */
export function documentNames(): () => string {
  let count = 0
  return () => {
    count += 1
    return `Document ${count}`
  }
}

type Format = ConverseImage['image']['format']

/** First bytes of an image, in base64. Claude Code has been seen to name the wrong type, which Bedrock refuses. */
const magic: readonly (readonly [string, Format])[] = [
  ['iVBORw0KGgo', 'png'],
  ['/9j/', 'jpeg'],
  ['R0lGOD', 'gif'],
  ['UklGR', 'webp'],
]

const formats: Readonly<Record<string, Format>> = {
  'image/jpeg': 'jpeg',
  'image/jpg': 'jpeg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
}

export function imageBlock({ source }: ImageBlock, context: AttachmentContext): ConverseImage | TextBlock {
  if (source.type === 'file') throw noFiles(context.backend)
  if (source.type === 'url') return linked(source, context)
  refuseUnknownSource(source)
  const format = magic.find(([start]) => source.data.startsWith(start))?.[1] ?? formats[source.media_type]
  if (!format) {
    throw new InvalidRequestError(
      `image source.media_type: ${source.media_type} is not taken by Bedrock; use JPEG, PNG, GIF or WebP`,
    )
  }
  return { image: { format, source: { bytes: source.data } } }
}

/** Bedrock fetches from S3 alone. */
function linked({ url }: Extract<ImageSource, { readonly type: 'url' }>, context: AttachmentContext) {
  const [, extension = ''] = /\.(\w+)$/.exec(url) ?? []
  const format = formats[`image/${extension.toLowerCase()}`]
  if (url.startsWith('s3://') && format) return { image: { format, source: { s3Location: { uri: url } } } }
  context.warn(`an image was left out: ${context.backend} does not fetch ${url}`)
  return { text: `[image at ${url}, not fetched]` }
}

export function documentBlocks(
  block: DocumentBlock,
  context: AttachmentContext,
): readonly (ConverseDocument | ConverseImage | TextBlock)[] {
  tellCitations(block, context.warn)
  const { source } = block
  switch (source.type) {
    case 'text':
      return [inlined(block, source.data)]
    case 'content':
      return typeof source.content === 'string'
        ? [inlined(block, source.content)]
        : [
            ...textOf(documentHead(block)),
            ...source.content.flatMap((part): readonly (ConverseImage | TextBlock)[] =>
              part.type === 'image' ? [imageBlock(part, context)] : textOf(part.text),
            ),
          ]
    case 'base64':
      return [...told(block, context), pdf(block, { bytes: source.data }, context)]
    case 'url':
      return [linkedPdf(block, source.url, context)]
    default:
      throw noFiles(context.backend)
  }
}

const textOf = (text: string): readonly TextBlock[] => (text.trim() === '' ? [] : [{ text }])

/** Text needs no attachment, of which a request may hold five only. */
const inlined = (block: DocumentBlock, data: string): TextBlock => ({ text: documentText(block, data) })

function linkedPdf(
  block: DocumentBlock,
  url: string,
  context: AttachmentContext,
): ConverseDocument | TextBlock {
  if (url.startsWith('s3://')) return pdf(block, { s3Location: { uri: url } }, context)
  context.warn(`a document was left out: ${context.backend} does not fetch ${url}`)
  return { text: `[document at ${url}, not fetched]` }
}

/** What a document says of itself, for models that take no context beside it. */
const told = (block: DocumentBlock, { traits }: AttachmentContext): readonly TextBlock[] =>
  traits.family === 'claude' ? [] : textOf(documentHead(block))

function pdf(
  block: DocumentBlock,
  source: ConverseDocument['document']['source'],
  { traits, documentName }: AttachmentContext,
): ConverseDocument {
  const context = documentHead(block)
  const isTold = context !== '' && traits.family === 'claude'
  return { document: { format: 'pdf', name: documentName(), source, ...(isTold && { context }) } }
}
