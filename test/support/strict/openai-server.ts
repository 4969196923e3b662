/**
 * A strict stand-in for Chat Completions, of OpenAI or of a host with other ways: refuses what they would refuse, remembers
 * why, and otherwise gives the scripted answers, or plain ones where none are left.
 */
import { chatJson, chatStream, chatTextFrames, completion } from './openai-answers.ts'
import { type HostName, hosts } from './openai-hosts.ts'
import { chatFault } from './openai-rules.ts'
import { type Answerer, type Received, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

export interface OpenAiServerOptions {
  /** Whose rules count; default OpenAI's own. */
  readonly host?: HostName
  readonly tls?: boolean
  /** Asked for an answer where no scripted one is left; undefined leads to the plain one. */
  readonly answerer?: Answerer
}

export interface OpenAiServer extends ScriptedServer {
  /** Up to and with the version, as a configuration names it. */
  readonly baseUrl: string
  /** One sentence for each request that was refused. A test that expects none says so in `afterEach`. */
  readonly violations: readonly string[]
}

const prefix = '/v1'

export async function startOpenAiServer(options: OpenAiServerOptions = {}): Promise<OpenAiServer> {
  const violations: string[] = []
  const host = options.host ?? 'openai'
  const check: Answerer = received => {
    if (received.method !== 'POST') return undefined
    const fault = chatFault(received, host)
    if (!fault) return undefined
    violations.push(`${received.method} ${received.url}: ${fault.message}`)
    return hosts[host].refusal(fault)
  }
  const server = await startScriptedServer({
    ...(options.tls && { tls: true }),
    first: check,
    last: received => options.answerer?.(received) ?? plainAnswer(received),
  })
  return Object.assign(server, { violations, baseUrl: `${server.url}${prefix}` })
}

/** What the API says to anything in order. */
function plainAnswer({ method, path, body }: Received) {
  if (method === 'POST' && path === `${prefix}/chat/completions`) {
    const { stream } = JSON.parse(body.toString()) as { readonly stream?: boolean }
    return stream ? chatStream(chatTextFrames()) : chatJson(completion({ content: 'Hello' }))
  }
  if (method === 'GET' && path === `${prefix}/models`) return chatJson(models)
  return chatJson(
    {
      error: {
        message: `Invalid URL (${method} ${path})`,
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    },
    404,
  )
}

const models = {
  object: 'list',
  data: [
    { id: 'gpt-5.1', object: 'model', created: 1_763_000_000, owned_by: 'system' },
    { id: 'gpt-5-mini', object: 'model', created: 1_754_000_000, owned_by: 'system' },
  ],
}
