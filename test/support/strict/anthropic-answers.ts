/** Answers as the Messages API gives them, for scripts of the strict server. */
import type { Piece, ScriptedAnswer } from './scripted-server.ts'

export const model = 'claude-sonnet-5-5'

/** One frame as the API writes it. */
export const frame = (event: { readonly type: string; readonly [field: string]: unknown }): string =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

const usage = {
  input_tokens: 12,
  output_tokens: 1,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
}

export const messageStart = (name = model): string =>
  frame({
    type: 'message_start',
    message: {
      id: 'msg_01Strict',
      type: 'message',
      role: 'assistant',
      model: name,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    },
  })
export const ping = frame({ type: 'ping' })
export const textStart = (index = 0): string =>
  frame({ type: 'content_block_start', index, content_block: { type: 'text', text: '' } })
export const textDelta = (text: string, index = 0): string =>
  frame({ type: 'content_block_delta', index, delta: { type: 'text_delta', text } })
export const blockStop = (index = 0): string => frame({ type: 'content_block_stop', index })
export const messageDelta = (reason = 'end_turn'): string =>
  frame({
    type: 'message_delta',
    delta: { stop_reason: reason, stop_sequence: null },
    usage: { output_tokens: 7 },
  })
export const messageStop = frame({ type: 'message_stop' })

/** The frames of a whole answer, one piece each; a ping is among them, as on the real wire. */
export const textFrames = (text = 'Hello', name = model): string[] => [
  messageStart(name),
  textStart(),
  ping,
  textDelta(text),
  blockStop(),
  messageDelta(),
  messageStop,
]

/** A tool call; the input comes as deltas, as always. */
export const toolFrames = (name: string, input: unknown, id = 'toolu_01Strict'): string[] => [
  messageStart(),
  frame({ type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id, name, input: {} } }),
  frame({ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '' } }),
  frame({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) },
  }),
  blockStop(),
  messageDelta('tool_use'),
  messageStop,
]

/** What every answer of the API carries. The cookie is one that Cloudflare sets, for nobody behind a proxy. */
export const apiHeaders: Readonly<Record<string, string>> = {
  'request-id': 'req_01Strict',
  'anthropic-organization-id': '0d3f2c1a-0000-4000-8000-000000000001',
  'anthropic-ratelimit-requests-limit': '4000',
  'anthropic-ratelimit-requests-remaining': '3999',
  'anthropic-ratelimit-requests-reset': '2026-11-22T10:00:00Z',
  'set-cookie': '__cf_bm=canary; path=/; HttpOnly',
}

export const streamAnswer = (
  pieces: readonly Piece[],
  rest: Omit<ScriptedAnswer, 'pieces'> = {},
): ScriptedAnswer => ({
  ...rest,
  headers: {
    ...apiHeaders,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    ...rest.headers,
  },
  pieces,
})

export const jsonAnswer = (
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): ScriptedAnswer => {
  const body = Buffer.from(JSON.stringify(value))
  return {
    status,
    headers: {
      ...apiHeaders,
      'content-type': 'application/json',
      'content-length': String(body.length),
      ...headers,
    },
    pieces: [body],
  }
}

export const message = (text = 'Hello', name = model) => ({
  model: name,
  id: 'msg_01Strict',
  type: 'message',
  role: 'assistant',
  content: [{ type: 'text', text }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { ...usage, output_tokens: 7 },
})

export const errorBody = (type: string, text: string) => ({
  type: 'error',
  error: { type, message: text },
  request_id: 'req_01Strict',
})

export const errorAnswer = (
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): ScriptedAnswer => jsonAnswer(errorBody(type, text), status, headers)

/** What a load balancer or a captive portal says in the API's place. */
export const htmlAnswer = (status: number, title = 'Bad gateway'): ScriptedAnswer => ({
  status,
  headers: { 'content-type': 'text/html' },
  pieces: [
    `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  ],
})
