/** Claude Code, the built proxy, and behind it the strict stand-in for Chat Completions: for end-to-end tests. */
import { expect } from 'chai'
import type { ChatMessage, ChatRequest, ToolMessage } from '../../src/backends/openai/types.ts'
import {
  type ClientFolders,
  type ClientOptions,
  createClientFolders,
  describeClient,
  type FinishedClient,
  runClient,
} from './claude-code.ts'
import { type RunningProxy, startProxy } from './proxy-process.ts'
import { type RecordingTap, startRecordingTap } from './recording-tap.ts'
import type { HostName } from './strict/openai-hosts.ts'
import { type OpenAiServer, startOpenAiServer } from './strict/openai-server.ts'

export interface TranslatedClientOptions {
  /** Whose rules the strict server keeps, and whose dialect the backend speaks; default OpenAI's own. */
  readonly host?: HostName
  readonly model?: string
  /** `false` lets the client see failures that the proxy would try again. */
  readonly failover?: boolean
}

export interface TranslatedClient {
  readonly upstream: OpenAiServer
  readonly folders: ClientFolders
  readonly proxy: RunningProxy
  /** What the client has sent to this proxy. */
  readonly tap: RecordingTap
  /** What has reached the strict server. */
  requests(): readonly ChatRequest[]
  /** A session of the client to its end. Fails where the strict server has refused anything so far. */
  ask(prompt: string, rest?: Omit<ClientOptions, 'prompt' | 'baseUrl'>): Promise<FinishedClient>
  /** The same, and fails where the client did. */
  askWell(prompt: string, rest?: Omit<ClientOptions, 'prompt' | 'baseUrl'>): Promise<FinishedClient>
  /** Another process of the proxy takes over; what the first one remembered is gone. */
  restart(): Promise<void>
  close(): Promise<void>
}

export const providerKey = 'sk-test-provider-0123456789'

/** A proxy whose default backend is `work`, for the host whose rules `upstream` keeps, and what its client sends it. */
async function startTapped(upstream: OpenAiServer, host: HostName, model: string, failover: boolean) {
  // The plain compatible server has no name: it is what every unknown address is taken for.
  const named = host === 'compatible' ? {} : { host }
  const work = { use: 'openai', baseUrl: upstream.baseUrl, apiKey: providerKey, model, ...named }
  const proxy = await startProxy({ configuration: { backend: 'work', backends: { work }, failover } })
  const tap = await startRecordingTap(proxy.url)
  const end = async () => {
    await tap.close()
    await proxy.stop()
  }
  return { proxy, tap, end }
}

export async function startTranslatedClient({
  host = 'openai',
  model = 'gpt-5.1',
  failover = true,
}: TranslatedClientOptions = {}): Promise<TranslatedClient> {
  const folders = await createClientFolders()
  const upstream = await startOpenAiServer({ host })
  const closeRest = () => Promise.all([upstream.close(), folders.remove()])
  let running = await startTapped(upstream, host, model, failover).catch(async error => {
    await closeRest()
    throw error
  })
  const ask: TranslatedClient['ask'] = async (prompt, rest) => {
    const client = await runClient(folders, { prompt, baseUrl: running.tap.url, ...rest })
    expect(upstream.violations, describeClient(client)).to.deep.equal([])
    return client
  }
  return {
    upstream,
    folders,
    get proxy() {
      return running.proxy
    },
    get tap() {
      return running.tap
    },
    requests: () => upstream.received.map(({ body }) => JSON.parse(body.toString()) as ChatRequest),
    ask,
    async askWell(prompt, rest) {
      const client = await ask(prompt, rest)
      const said = describeClient(client)
      expect(client.code, said).to.equal(0)
      expect(client.result, said).to.include({ is_error: false })
      return client
    },
    async restart() {
      await running.end()
      running = await startTapped(upstream, host, model, failover)
    },
    async close() {
      await running.end()
      await closeRest()
    },
  }
}

/** What makes the client go on with the session of one that has ended. */
export const resuming = ({ result }: FinishedClient): Pick<ClientOptions, 'parameters'> => ({
  parameters: ['--resume', result?.session_id ?? ''],
})

/** All text of a message. */
export function textOf(message: ChatMessage | undefined): string {
  const content = message?.content ?? ''
  if (typeof content === 'string') return content
  return content.map(part => (part.type === 'text' ? part.text : '')).join('\n')
}

export const rolesOf = ({ messages }: ChatRequest): string[] => messages.map(({ role }) => role)

export const toolNames = ({ tools }: ChatRequest): string[] => (tools ?? []).map(tool => tool.function.name)

/** Id and text of each result in a conversation, in order. */
export const toolResults = ({ messages }: ChatRequest): [string, string][] =>
  messages
    .filter((message): message is ToolMessage => message.role === 'tool')
    .map(message => [message.tool_call_id, textOf(message)])
