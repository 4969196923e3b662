/** Answers as Chat Completions gives them, for scripts of the strict server. */
import type { Piece, ScriptedAnswer } from './scripted-server.ts'

type Fields = Readonly<Record<string, unknown>>

export const chatModel = 'gpt-5.1'

/** What every answer carries. */
export const chatHeaders: Readonly<Record<string, string>> = {
  'x-request-id': 'req_strict_openai',
  'openai-processing-ms': '12',
  'openai-version': '2020-10-01',
  'x-ratelimit-limit-requests': '5000',
  'x-ratelimit-remaining-requests': '4999',
  'x-ratelimit-reset-requests': '12ms',
  'set-cookie': '__cf_bm=canary; path=/; HttpOnly',
}

/** A chunk of a stream around the given choice or fields. */
export const chunk = (fields: Fields): Fields => ({
  id: 'chatcmpl-strict',
  object: 'chat.completion.chunk',
  created: 1_763_700_000,
  model: chatModel,
  ...fields,
})

export const delta = (fields: Fields, reason: string | null = null): Fields =>
  chunk({ choices: [{ index: 0, delta: fields, finish_reason: reason }] })

export const usageChunk = (prompt = 12, completion = 7): Fields =>
  chunk({
    choices: [],
    usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
  })

/** One frame of the stream; a string stays as it is. */
export const dataFrame = (chunk: Fields | string): string =>
  `data: ${typeof chunk === 'string' ? chunk : JSON.stringify(chunk)}\n\n`

/** The frames of a whole text, one each. */
export const chatTextFrames = (text = 'Hello'): string[] =>
  [
    delta({ role: 'assistant', content: '', refusal: null }),
    delta({ content: text }),
    delta({}, 'stop'),
    usageChunk(),
    '[DONE]',
  ].map(dataFrame)

/** The frames of one tool call, its arguments in two pieces. */
export function chatToolFrames(name: string, input: unknown, id = 'call_strict'): string[] {
  const json = JSON.stringify(input)
  const call = (fields: Fields): Fields => delta({ tool_calls: [{ index: 0, ...fields }] })
  return [
    delta({ role: 'assistant', content: null }),
    call({ id, type: 'function', function: { name, arguments: '' } }),
    call({ function: { arguments: json.slice(0, 3) } }),
    call({ function: { arguments: json.slice(3) } }),
    delta({}, 'tool_calls'),
    usageChunk(),
    '[DONE]',
  ].map(dataFrame)
}

export const chatStream = (
  pieces: readonly Piece[],
  rest: Omit<ScriptedAnswer, 'pieces'> = {},
): ScriptedAnswer => ({
  ...rest,
  headers: { ...chatHeaders, 'content-type': 'text/event-stream; charset=utf-8', ...rest.headers },
  pieces,
})

export const chatJson = (
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): ScriptedAnswer => {
  const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
  return {
    status,
    headers: {
      ...chatHeaders,
      'content-type': 'application/json',
      'content-length': String(body.length),
      ...headers,
    },
    pieces: [body],
  }
}

/** A whole answer around a message of the assistant. */
export const completion = (message: Fields, reason = 'stop'): Fields => ({
  id: 'chatcmpl-strict',
  object: 'chat.completion',
  created: 1_763_700_000,
  model: chatModel,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', refusal: null, ...message },
      logprobs: null,
      finish_reason: reason,
    },
  ],
  usage: { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 },
})

export interface ChatFault {
  readonly status: number
  readonly message: string
  readonly type?: string
  readonly param?: string
  readonly code?: string
}

/** An error in the shape of OpenAI. */
export const chatError = (
  { status, message, type = 'invalid_request_error', param, code }: ChatFault,
  headers: Readonly<Record<string, string>> = {},
): ScriptedAnswer =>
  chatJson({ error: { message, type, param: param ?? null, code: code ?? null } }, status, headers)
