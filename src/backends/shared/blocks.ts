/** Content blocks as other vendors can be told of them: text where text will do, data URLs for the rest. */
import type { ContentBlock, DocumentBlock, TextBlock } from '../../anthropic/blocks.ts'
import { InvalidRequestError } from '../../anthropic/errors.ts'
import { tellCitations } from './losses.ts'

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

/** The text of a block whose type nobody here knows. Throws for a file that lies at Anthropic. */
export function otherText(
  block: { readonly type: string },
  { backend, warn }: { readonly backend: string; warn(text: string): void },
): string {
  if (block.type === 'container_upload') throw noFiles(backend)
  tellCitations(block, warn)
  const text = plainText(block)
  if (text !== undefined) return text
  warn(`content block "${block.type}" is not supported by ${backend}`)
  return `[unsupported block ${block.type}]`
}

export const noFiles = (backend: string): InvalidRequestError =>
  new InvalidRequestError(`the Files API is not supported by backend ${backend}; send the content itself`)

/** First bytes of an image, in base64. Claude Code has been seen to name the wrong type, which Gemini refuses. */
const magic: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
]

/** Throws `InvalidRequestError` for an image from where nobody here knows. */
export function refuseUnknownSource({
  type,
  data,
}: {
  readonly type: string
  readonly data?: unknown
}): void {
  if (typeof data === 'string') return
  throw new InvalidRequestError(
    `image.source.type: "${type}" is not supported; send the image as base64 or by its url`,
  )
}

/** A data URL under the type that the image itself names. */
export function imageUrl(source: {
  readonly type: string
  readonly media_type: string
  readonly data: string
}): string {
  refuseUnknownSource(source)
  const { media_type: type, data } = source
  return `data:${magic.find(([start]) => data.startsWith(start))?.[1] ?? type};base64,${data}`
}

/** What a document says of itself, where its content is told part by part. */
export const documentHead = ({ title, context }: DocumentBlock): string =>
  [title && `Title: ${title}`, context].filter(Boolean).join('\n')

/** A document of text, marked as one. */
export function documentText({ title, context }: DocumentBlock, data: string): string {
  const body = context ? `${context}\n\n${data}` : data
  return `<document title="${title ?? 'document'}">\n${body}\n</document>`
}

/** Name and data URL of a PDF. */
export const pdfFile = ({ title }: DocumentBlock, data: string) => ({
  filename: `${(title ?? 'document').replace(/\.pdf$/i, '')}.pdf`,
  url: `data:application/pdf;base64,${data}`,
})

/** What an assistant's block says. Thinking is never made visible text; what Anthropic's servers ran is told in a line. */
export function spokenText(block: ContentBlock, warn: (text: string) => void): string {
  if (block.type === 'text') return block.text
  if (block.type === 'thinking' || block.type === 'redacted_thinking' || block.type === 'tool_use') return ''
  const other = block as unknown as { readonly type: string; readonly [field: string]: unknown }
  if (other.type === 'server_tool_use') return `[${String(other.name)} ${JSON.stringify(other.input ?? {})}]`
  if (other.type.endsWith('_tool_result')) return serverResult(other.content)
  warn(`content block "${other.type}" of the history was left out`)
  return ''
}

function serverResult(content: unknown): string {
  const items = Array.isArray(content) ? content : [content]
  return items
    .map(item => {
      const { title, url, stdout, stderr, error_code: error } = (item ?? {}) as Record<string, unknown>
      return [title && `${title} - ${url}`, stdout, stderr, error].filter(Boolean).join('\n')
    })
    .filter(Boolean)
    .join('\n')
}

/** Arguments of a call are an object, whatever the history holds. */
export const argumentsText = (input: unknown): string =>
  JSON.stringify(
    typeof input === 'object' && input !== null && !Array.isArray(input)
      ? input
      : input === undefined || input === null
        ? {}
        : { value: input },
  )

/** Failures have no field elsewhere: their text says so. */
export const resultText = (text: string, isError: boolean | undefined): string =>
  isError && !/^\s*error/i.test(text) ? `Error: ${text}` : text

/** What a system turn inside a conversation says. */
export const systemText = (blocks: readonly ContentBlock[]): string =>
  blocks
    .map(block => (block.type === 'text' ? block.text : ''))
    .filter(Boolean)
    .join('\n')
