/**
 * A conversation that several models had a part in. Most backends know by themselves what of it is not theirs; the API of
 * Claude says so with status 400 only, and then every further turn would fail.
 */
import type { ApiError, ContentBlock, InputMessage, MessagesRequest } from 'claudecodex'

/** Anthropic's words: thinking that another provider has signed, and a tool call that no thinking stands before. */
const foreign = /invalid `?signature`? in `?thinking`?|expected `?thinking`? or `?redacted_thinking`?/i

/** The request without thinking, where the history's is what it was refused for; undefined where it is not, or has none. */
export function withoutForeignThinking(
  { type, message }: ApiError,
  request: MessagesRequest,
): MessagesRequest | undefined {
  if (type !== 'invalid_request_error' || !foreign.test(message)) return undefined
  const messages = request.messages.flatMap(withoutThinking)
  // Older Claudes think in a tool loop only where they did so at its beginning.
  const isOff = request.thinking?.type === 'enabled' && isLoop(messages)
  return isOff ? thinkingOff({ ...request, messages }) : { ...request, messages }
}

const isThinking = ({ type }: ContentBlock): boolean => type === 'thinking' || type === 'redacted_thinking'

function withoutThinking(message: InputMessage): readonly InputMessage[] {
  const { content } = message
  if (typeof content === 'string' || !content.some(isThinking)) return [message]
  const kept = content.filter(block => !isThinking(block))
  return kept.length === 0 ? [] : [{ ...message, content: kept }]
}

function isLoop(messages: readonly InputMessage[]): boolean {
  const content = messages.at(-1)?.content
  return Array.isArray(content) && content.some(({ type }) => type === 'tool_result')
}

interface Edits {
  readonly edits?: readonly { readonly type?: string }[]
}

/** An edit that clears thinking is refused where there is none. */
function thinkingOff({
  thinking: _,
  context_management: management,
  ...rest
}: MessagesRequest): MessagesRequest {
  const { edits } = (management ?? {}) as Edits
  if (!Array.isArray(edits))
    return management === undefined ? rest : { ...rest, context_management: management }
  const kept = edits.filter(edit => !String(edit.type).startsWith('clear_thinking'))
  return kept.length === 0 ? rest : { ...rest, context_management: { ...(management as Edits), edits: kept } }
}
