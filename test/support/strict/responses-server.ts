/**
 * A strict stand-in for the Responses API: refuses what OpenAI would refuse, remembers why, and otherwise gives the scripted
 * answers, or plain ones where none are left.
 */
import { chatError, chatJson } from './openai-answers.ts'
import { messageItem, responseOf, responsesJson, streamOf } from './responses-answers.ts'
import { responsesFault } from './responses-rules.ts'
import { type Answerer, type Received, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

export interface ResponsesServer extends ScriptedServer {
  /** Up to and with the version, as a configuration names it. */
  readonly baseUrl: string
  /** One sentence for each request that was refused. A test that expects none says so in `afterEach`. */
  readonly violations: readonly string[]
}

const prefix = '/v1'

/** `other`: asked for an answer to what is no request of this API; undefined leads to a 404. */
export async function startResponsesServer(other: Answerer = () => undefined): Promise<ResponsesServer> {
  const violations: string[] = []
  const check: Answerer = received => {
    if (received.method !== 'POST' || received.path !== `${prefix}/responses`) return undefined
    const fault = responsesFault(received)
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
  if (method === 'GET' && path === `${prefix}/models`) {
    return chatJson({
      object: 'list',
      data: [{ id: 'gpt-5.6-sol', object: 'model', created: 1_763_000_000, owned_by: 'system' }],
    })
  }
  return chatError({ status: 404, message: `Invalid URL (${method} ${path})` })
}
