/** What the upstream answers, in both dialects, as bytes made once. */

/** Text of an event. */
export const word = ' word'

const wholeText = word.repeat(200)

const usage = {
  input_tokens: 1_000,
  output_tokens: 400,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
}
const chatUsage = { prompt_tokens: 1_000, completion_tokens: 400, total_tokens: 1_400 }
const message = {
  id: 'msg_bench',
  type: 'message',
  role: 'assistant',
  model: 'bench-model',
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage,
}

const frame = event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
const chunk = (delta, finish = null, rest = {}) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'bench-model',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...rest,
  })}\n\n`

/** `start`, `event(text)` and `end` are text of server-sent events; `whole` is a JSON body. */
export const dialects = {
  anthropic: {
    whole: Buffer.from(
      JSON.stringify({ ...message, content: [{ type: 'text', text: wholeText }], stop_reason: 'end_turn' }),
    ),
    start:
      frame({ type: 'message_start', message }) +
      frame({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    event: text => frame({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
    end:
      frame({ type: 'content_block_stop', index: 0 }) +
      frame({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage }) +
      frame({ type: 'message_stop' }),
  },
  chat: {
    whole: Buffer.from(
      JSON.stringify({
        id: 'chatcmpl-bench',
        object: 'chat.completion',
        created: 1_700_000_000,
        model: 'bench-model',
        choices: [{ index: 0, message: { role: 'assistant', content: wholeText }, finish_reason: 'stop' }],
        usage: chatUsage,
      }),
    ),
    start: chunk({ role: 'assistant', content: '' }),
    event: text => chunk({ content: text }),
    end: `${chunk({}, 'stop')}${chunk({}, null, { choices: [], usage: chatUsage })}data: [DONE]\n\n`,
  },
}

/** A whole stream of `count` words, cut into writes of `size` bytes without regard to where events end. */
export function burst({ start, event, end }, count, size) {
  const bytes = Buffer.from(start + event(word).repeat(count) + end)
  const pieces = []
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size))
  return pieces
}
