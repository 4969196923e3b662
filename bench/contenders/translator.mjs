/**
 * The least that a translator on Koa and got can do, written the fastest way there is: Messages to Chat Completions,
 * text and tools, one parse and one stringify each way, one write a read.
 */
import { createParser } from 'eventsource-parser'
import Koa from 'koa'
import { carry, readAll, send, serve, upstream } from './upward.mjs'

const headers = { 'content-type': 'application/json', authorization: 'Bearer bench' }
const url = `${upstream}/v1/chat/completions`

serve(
  new Koa().use(async context => {
    const request = JSON.parse((await readAll(context.req)).toString())
    const { stream, head } = send(url, headers, Buffer.from(JSON.stringify(chatRequest(request))))
    await head
    context.respond = false
    if (request.stream) sendStream(stream, context.res, request.model)
    else {
      const answer = JSON.parse((await readAll(stream)).toString())
      const bytes = Buffer.from(JSON.stringify(message(answer, request.model)))
      context.res.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length })
      context.res.end(bytes)
    }
  }),
)

function chatRequest({ model, system, messages, tools, max_tokens, stream, temperature, stop_sequences }) {
  const instructions = typeof system === 'string' ? system : system?.map(({ text }) => text).join('\n\n')
  return {
    model,
    max_tokens,
    temperature,
    stop: stop_sequences,
    ...(stream && { stream, stream_options: { include_usage: true } }),
    messages: [
      ...(instructions ? [{ role: 'system', content: instructions }] : []),
      ...messages.flatMap(({ role, content }) => (role === 'user' ? asked(content) : answered(content))),
    ],
    tools: tools?.map(({ name, description, input_schema: parameters }) => ({
      type: 'function',
      function: { name, description, parameters },
    })),
  }
}

const textOf = content =>
  typeof content === 'string' ? content : (content ?? []).map(({ text }) => text ?? '').join('\n')

function asked(content) {
  if (typeof content === 'string') return [{ role: 'user', content }]
  const results = content
    .filter(({ type }) => type === 'tool_result')
    .map(block => ({ role: 'tool', tool_call_id: block.tool_use_id, content: textOf(block.content) }))
  const texts = content.filter(({ type }) => type === 'text')
  return texts.length > 0 ? [...results, { role: 'user', content: textOf(texts) }] : results
}

function answered(content) {
  if (typeof content === 'string') return [{ role: 'assistant', content }]
  const calls = content
    .filter(({ type }) => type === 'tool_use')
    .map(({ id, name, input }) => ({
      id,
      type: 'function',
      function: { name, arguments: JSON.stringify(input) },
    }))
  const text = textOf(content.filter(({ type }) => type === 'text'))
  return [{ role: 'assistant', content: text || null, ...(calls.length > 0 && { tool_calls: calls }) }]
}

const reasons = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use' }

const usageOf = usage => ({
  input_tokens: usage?.prompt_tokens ?? 0,
  output_tokens: usage?.completion_tokens ?? 0,
})

function message({ id, choices: [choice], usage }, model) {
  const { content, tool_calls: calls = [] } = choice.message
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: [
      ...(content ? [{ type: 'text', text: content }] : []),
      ...calls.map(call => ({
        type: 'tool_use',
        id: call.id,
        name: call.function.name,
        input: JSON.parse(call.function.arguments),
      })),
    ],
    stop_reason: reasons[choice.finish_reason] ?? 'end_turn',
    stop_sequence: null,
    usage: usageOf(usage),
  }
}

const frame = event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

function sendStream(stream, response, model) {
  let text = ''
  let index = -1
  let kind = ''
  let reason = 'end_turn'
  let usage
  const close = () => {
    if (kind) text += frame({ type: 'content_block_stop', index })
    kind = ''
  }
  const open = block => {
    close()
    kind = block.type
    index += 1
    text += frame({ type: 'content_block_start', index, content_block: block })
  }
  const take = ({ choices: [choice], usage: counted }) => {
    if (counted) usage = counted
    if (!choice) return
    const { content, tool_calls: calls } = choice.delta
    if (content) {
      if (kind !== 'text') open({ type: 'text', text: '' })
      text += `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":{"type":"text_delta","text":${JSON.stringify(content)}}}\n\n`
    }
    for (const call of calls ?? []) {
      if (call.id) open({ type: 'tool_use', id: call.id, name: call.function.name, input: {} })
      text += `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":{"type":"input_json_delta","partial_json":${JSON.stringify(call.function.arguments)}}}\n\n`
    }
    if (choice.finish_reason) reason = reasons[choice.finish_reason] ?? 'end_turn'
  }
  const parser = createParser({ onEvent: ({ data }) => data !== '[DONE]' && take(JSON.parse(data)) })
  const decoder = new TextDecoder()
  const start = { ...message({ id: 'msg_bench', choices: [{ message: {} }] }, model), stop_reason: null }
  text = frame({ type: 'message_start', message: start })
  const taken = () => {
    const events = text
    text = ''
    return events
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  carry(
    stream,
    response,
    piece => {
      parser.feed(decoder.decode(piece, { stream: true }))
      return taken()
    },
    () => {
      close()
      const delta = { stop_reason: reason, stop_sequence: null }
      text += frame({ type: 'message_delta', delta, usage: usageOf(usage) }) + frame({ type: 'message_stop' })
      return taken()
    },
  )
}
