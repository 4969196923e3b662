/** A tool's result as the text of a tool message, with what text cannot hold put aside for the user message behind it. */
import type { ToolResultBlock } from '../../anthropic/blocks.ts'
import { resultText } from '../shared/blocks.ts'
import { isText, type PartsContext, partsOf } from './parts.ts'
import type { UserPart } from './types.ts'

export interface ToolResult {
  readonly text: string
  /** Images and files, which a tool message may not carry. */
  readonly attachments: readonly UserPart[]
}

/** Failures have no field here: their text says so. */
export function toolResult(block: ToolResultBlock, context: PartsContext): ToolResult {
  const parts =
    typeof block.content === 'string'
      ? [{ type: 'text', text: block.content } as const]
      : (block.content ?? []).flatMap(part => partsOf(part, context))
  const attachments = parts.filter(part => !isText(part))
  let attached = 0
  const lines = parts.map(part => {
    if (isText(part)) return part.text
    attached += 1
    return `[${part.type === 'file' ? 'file' : 'image'} ${attached} attached below]`
  })
  const text = lines.join('\n')
  const said = resultText(text, block.is_error)
  return { text: said === '' && !context.dialect.emptyToolResult ? '(no output)' : said, attachments }
}
