/** What a delta says, in the shapes hosts put it: text, parts, and reasoning under three names. */
import { isObject, objectsIn } from './loose.ts'
import type { Piece } from './think-tags.ts'
import type { ChatDelta } from './types.ts'

/** Content is a string, or Mistral's list of parts, thinking ones among them; some hosts make JSON of what looks like it. */
export function contentPieces(content: unknown): readonly Piece[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  if (typeof content === 'number' || typeof content === 'boolean')
    return [{ kind: 'text', text: String(content) }]
  const parts = isObject(content) ? [content] : objectsIn(content)
  return parts.flatMap((part): readonly Piece[] => {
    const { type, text, thinking } = part
    if (type === 'thinking') return [{ kind: 'thinking', text: inner(thinking) }]
    return typeof text === 'string' ? [{ kind: 'text', text }] : [{ kind: 'text', text: `[${String(type)}]` }]
  })
}

const inner = (thinking: unknown): string =>
  Array.isArray(thinking)
    ? objectsIn(thinking)
        .map(({ text }) => String(text ?? ''))
        .join('')
    : String(thinking ?? '')

/** The visible reasoning of a delta. OpenRouter sends the same text twice, as `reasoning` and as details. */
export function reasoningText(delta: ChatDelta): string {
  const said = [delta.reasoning_content, delta.reasoning].find(
    text => typeof text === 'string' && text !== '',
  )
  if (said) return said
  return objectsIn(delta.reasoning_details)
    .map(({ text, summary }) => {
      return typeof text === 'string' ? text : typeof summary === 'string' ? summary : ''
    })
    .join('')
}
