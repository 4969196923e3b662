/** What of a chat request costs tokens. */
import type { Prompt } from '../shared/count.ts'
import type { ChatMessage, ChatRequest, UserPart } from './types.ts'

export function promptOf({ messages, tools }: ChatRequest): Prompt {
  const parts = messages.flatMap(({ content }) => (Array.isArray(content) ? (content as UserPart[]) : []))
  return {
    texts: [...messages.flatMap(textsOf), ...(tools ?? []).map(tool => JSON.stringify(tool.function))],
    images: parts.filter(({ type }) => type === 'image_url').length,
    files: parts.filter(({ type }) => type === 'file').length,
    messages: messages.length,
  }
}

function textsOf(message: ChatMessage): readonly string[] {
  const { content } = message
  const said =
    typeof content === 'string'
      ? [content]
      : (content ?? []).flatMap(part => (part.type === 'text' ? [part.text] : []))
  if (message.role !== 'assistant') return said
  const calls = (message.tool_calls ?? []).flatMap(call => [call.function.name, call.function.arguments])
  return [...said, message.reasoning_content ?? '', ...calls].filter(Boolean)
}
