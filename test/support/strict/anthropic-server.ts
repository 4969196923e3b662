/**
 * A strict stand-in for the Messages API, both versions of it: refuses what the API would refuse, remembers why, and
 * otherwise gives the scripted answers, or plain ones where none are left.
 */
import {
  errorAnswer,
  errorBody,
  jsonAnswer,
  message,
  model,
  streamAnswer,
  textFrames,
} from './anthropic-answers.ts'
import { type RuleOptions, refusalOf } from './anthropic-rules.ts'
import { type Answerer, type Received, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

export interface AnthropicServerOptions extends RuleOptions {
  readonly tls?: boolean
  /** Asked for an answer where no scripted one is left; undefined leads to the plain one. */
  readonly answerer?: Answerer
}

export interface AnthropicServer extends ScriptedServer {
  /** One sentence for each request that was refused. A test that expects none says so in `afterEach`. */
  readonly violations: readonly string[]
}

export async function startAnthropicServer(options: AnthropicServerOptions = {}): Promise<AnthropicServer> {
  const violations: string[] = []
  const check: Answerer = received => {
    const refusal = refusalOf(received, options)
    if (!refusal) return undefined
    violations.push(`${received.method} ${received.url}: ${refusal.message}`)
    return errorAnswer(refusal.status, refusal.type, refusal.message)
  }
  const server = await startScriptedServer({
    ...(options.tls && { tls: true }),
    first: check,
    last: received => options.answerer?.(received) ?? plainAnswer(received),
  })
  return Object.assign(server, { violations })
}

/** What the API says to anything in order. */
function plainAnswer(received: Received) {
  const { method, path } = received
  if (method === 'POST' && path === '/v1/messages') return plainMessage(received)
  if (method === 'POST' && path === '/v1/messages/count_tokens') {
    return jsonAnswer({ input_tokens: Math.ceil(received.body.length / 4) })
  }
  if (method === 'GET' && path === '/v1/models') return jsonAnswer(modelList)
  if (method === 'GET' && path.startsWith('/v1/models/')) {
    const found = modelList.data.find(
      entry => entry.id === decodeURIComponent(path.slice('/v1/models/'.length)),
    )
    return found ? jsonAnswer(found) : jsonAnswer(errorBody('not_found_error', `model: ${path}`), 404)
  }
  return jsonAnswer(errorBody('not_found_error', 'Not found'), 404)
}

function plainMessage({ body }: Received) {
  const request = JSON.parse(body.toString()) as { model: string; stream?: boolean }
  return request.stream
    ? streamAnswer(textFrames('Hello', request.model))
    : jsonAnswer(message('Hello', request.model))
}

const modelOf = (id: string, displayName: string) => ({
  type: 'model',
  id,
  display_name: displayName,
  created_at: '2026-10-01T00:00:00Z',
  max_input_tokens: 1_000_000,
  max_tokens: 128_000,
})

const modelList = {
  data: [modelOf(model, 'Claude Sonnet 5.5'), modelOf('claude-haiku-5-5', 'Claude Haiku 5.5')],
  has_more: false,
  first_id: model,
  last_id: 'claude-haiku-5-5',
}
