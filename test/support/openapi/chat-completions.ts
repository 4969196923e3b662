/** Judges bodies by OpenAI's own description of Chat Completions; where that comes from stands in README.md. */
import { judgeBy } from './judge.ts'

type Fields = Readonly<Record<string, unknown>>

const fault = judgeBy('chat-completions.json')

const roles: Readonly<Record<string, string>> = {
  developer: 'ChatCompletionDeveloperMessageParam',
  system: 'ChatCompletionSystemMessageParam',
  user: 'ChatCompletionUserMessageParam',
  assistant: 'ChatCompletionAssistantMessageParam',
  tool: 'ChatCompletionToolMessageParam',
}

/** What is wrong with a request, in one sentence; undefined where nothing is. */
export function requestFault(body: unknown): string | undefined {
  const { messages, stream } = (body ?? {}) as Fields
  for (const [index, message] of (Array.isArray(messages) ? messages : []).entries()) {
    const definition = roles[String((message as Fields | null)?.role)]
    const found = definition && fault(definition, message)
    if (found) return `messages.${index}.${found}`
  }
  return fault(`ChatCompletionCreateParams${stream === true ? 'Streaming' : 'NonStreaming'}`, body)
}

/** What is wrong with a whole answer. */
export const responseFault = (body: unknown): string | undefined =>
  fault('CreateChatCompletionResponse', body)

/** What is wrong with a chunk of a stream. */
export const chunkFault = (chunk: unknown): string | undefined =>
  fault('CreateChatCompletionStreamResponse', chunk)
