/** What a delta says, in the shapes hosts put it: text, parts, and reasoning under three names. */
import type { Piece } from './think-tags.ts'
import type { ChatDelta } from './types.ts'

/** Content is a string, or Mistral's list of parts, thinking ones among them. */
export function contentPieces(content: unknown): readonly Piece[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  if (!Array.isArray(content)) return []
  return content.flatMap((part): readonly Piece[] => {
    const { type, text, thinking } = (part ?? {}) as Record<string, unknown>
    if (type === 'thinking') return [{ kind: 'thinking', text: inner(thinking) }]
    return typeof text === 'string' ? [{ kind: 'text', text }] : [{ kind: 'text', text: `[${String(type)}]` }]
  })
}

const inner = (thinking: unknown): string =>
  Array.isArray(thinking)
    ? thinking.map(part => String((part as { text?: unknown }).text ?? '')).join('')
    : String(thinking ?? '')

/** The visible reasoning of a delta. OpenRouter sends the same text twice, as `reasoning` and as details. */
export function reasoningText(delta: ChatDelta): string {
  const said = [delta.reasoning_content, delta.reasoning].find(
    text => typeof text === 'string' && text !== '',
  )
  if (said) return said
  return (delta.reasoning_details ?? [])
    .map(detail => {
      const { text, summary } = (detail ?? {}) as Record<string, unknown>
      return typeof text === 'string' ? text : typeof summary === 'string' ? summary : ''
    })
    .join('')
}
