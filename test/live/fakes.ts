/** Providers that answer what is asked of them in a live test, and refuse what the real ones would refuse. */
import {
  jsonAnswer,
  message,
  streamAnswer,
  textFrames,
  toolFrames,
} from '../support/strict/anthropic-answers.ts'
import { type AnthropicServer, startAnthropicServer } from '../support/strict/anthropic-server.ts'
import {
  chatJson,
  chatStream,
  chatTextFrames,
  chatToolFrames,
  completion,
} from '../support/strict/openai-answers.ts'
import { type OpenAiServer, startOpenAiServer } from '../support/strict/openai-server.ts'
import type { Answerer } from '../support/strict/scripted-server.ts'

interface Asked {
  readonly stream?: boolean
  readonly tool_choice?: unknown
  readonly messages: readonly { readonly role: string }[]
}

const wantsCall = ({ tool_choice: choice }: Asked): boolean => choice !== undefined && choice !== 'auto'
const input = { city: 'Paris' }

const models = { object: 'list', data: ['gpt-4.1', 'gpt-4.1-nano'].map(id => ({ id, object: 'model' })) }

const chatAnswer: Answerer = ({ method, body }) => {
  if (method !== 'POST') return chatJson(models)
  const asked = JSON.parse(body.toString()) as Asked
  if (wantsCall(asked)) return chatStream(chatToolFrames('get_temperature', input))
  return asked.stream ? chatStream(chatTextFrames('one, two')) : chatJson(completion({ content: 'Blue' }))
}

const messagesAnswer: Answerer = ({ method, body }) => {
  if (method !== 'POST') return undefined
  const asked = JSON.parse(body.toString()) as Asked
  if (wantsCall(asked)) return streamAnswer(toolFrames('get_temperature', input))
  return asked.stream ? streamAnswer(textFrames('one, two')) : jsonAnswer(message('Blue'))
}

/** `answerer` comes first; what it leaves open is answered as it should be. */
export const startChat = (answerer?: Answerer): Promise<OpenAiServer> =>
  startOpenAiServer({ answerer: received => answerer?.(received) ?? chatAnswer(received) })

export const startMessages = (answerer?: Answerer): Promise<AnthropicServer> =>
  startAnthropicServer({ answerer: received => answerer?.(received) ?? messagesAnswer(received) })
