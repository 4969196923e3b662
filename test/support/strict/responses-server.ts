/**
 * A strict stand-in for the Responses API: refuses what OpenAI would refuse, remembers why, and otherwise gives the scripted
 * answers, or plain ones where none are left.
 */
import { type ChatFault, chatError, chatJson } from './openai-answers.ts'
import { messageItem, responseOf, responsesJson, streamOf } from './responses-answers.ts'
import { countFault, responsesFault } from './responses-rules.ts'
import { type Answerer, type Received, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

export interface ResponsesServer extends ScriptedServer {
  /** Up to and with the version, as a configuration names it. */
  readonly baseUrl: string
  /** One sentence for each request that was refused. A test that expects none says so in `afterEach`. */
  readonly violations: readonly string[]
}

const prefix = '/v1'
const counting = `${prefix}/responses/input_tokens`

const rules: Readonly<Record<string, (received: Received) => ChatFault | undefined>> = {
  [`${prefix}/responses`]: responsesFault,
  [counting]: countFault,
}

/** `other`: asked for an answer to what is no request of this API; undefined leads to a 404. */
export async function startResponsesServer(other: Answerer = () => undefined): Promise<ResponsesServer> {
  const violations: string[] = []
  const check: Answerer = received => {
    const rule = received.method === 'POST' ? rules[received.path] : undefined
    const fault = rule?.(received)
    if (!fault) return undefined
    violations.push(`${received.method} ${received.url}: ${fault.message}`)
    return chatError(fault)
  }
  const server = await startScriptedServer({
    first: check,
    last: received => other(received) ?? plainAnswer(received),
  })
  return Object.assign(server, { violations, baseUrl: `${server.url}${prefix}` })
}

/** What the API says to anything in order. */
function plainAnswer({ method, path, body }: Received) {
  if (method === 'POST' && path === `${prefix}/responses`) {
    const { stream } = JSON.parse(body.toString()) as { readonly stream?: boolean }
    return stream ? streamOf(messageItem('Hello')) : responsesJson(responseOf([messageItem('Hello')]))
  }
  if (method === 'POST' && path === counting) {
    return responsesJson({ object: 'response.input_tokens', input_tokens: 321 })
  }
  if (method === 'GET' && path === `${prefix}/models`) {
    return chatJson({
      object: 'list',
      data: [{ id: 'gpt-5.6-sol', object: 'model', created: 1_763_000_000, owned_by: 'system' }],
    })
  }
  return chatError({ status: 404, message: `Invalid URL (${method} ${path})` })
}
