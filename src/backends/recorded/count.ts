/** What of a request costs tokens, where nobody has counted it when it was recorded. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import { countTokens, type Prompt } from '../shared/count.ts'

export const estimateOf = (request: MessagesRequest): Promise<number> => countTokens(promptOf(request))

function promptOf({ system, tools, messages }: MessagesRequest): Prompt {
  const parts = partsOf([system, tools, messages])
  return {
    texts: parts.texts,
    images: parts.images,
    files: parts.files,
    messages: messages.length,
  }
}

interface Parts {
  readonly texts: string[]
  images: number
  files: number
}

/** Bytes are never counted as text. */
function partsOf(value: unknown, parts: Parts = { texts: [], images: 0, files: 0 }): Parts {
  if (typeof value === 'string') parts.texts.push(value)
  else if (typeof value === 'object' && value !== null) {
    const { type } = value as { readonly type?: unknown }
    if (type === 'image') parts.images += 1
    else if (type === 'document') parts.files += 1
    else for (const [key, item] of Object.entries(value)) if (key !== 'signature') partsOf(item, parts)
  }
  return parts
}
