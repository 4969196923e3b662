/** Runs the real Claude Code against a proxy, in a home of its own, and keeps all it says. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collectLines, systemEnvironment } from './process-output.ts'

/** A line of `--output-format stream-json`; what each type carries changes with the releases. */
export interface ClientEvent {
  readonly type: string
  readonly subtype?: string
  readonly [field: string]: unknown
}

/** The last line of a session that ended by itself. */
export interface ClientResult extends ClientEvent {
  readonly is_error: boolean
  readonly num_turns: number
  readonly result?: string
  readonly session_id: string
}

export interface FinishedClient {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly events: readonly ClientEvent[]
  /** Missing where the client was stopped before it could say. */
  readonly result?: ClientResult
  readonly stdout: string
  readonly stderr: string
}

export interface RunningClient {
  readonly process: ChildProcess
  readonly events: readonly ClientEvent[]
  /** The first event that fits; rejects with all output when the client ends without one. */
  waitFor(fits: (event: ClientEvent) => boolean): Promise<ClientEvent>
  readonly finished: Promise<FinishedClient>
}

export interface ClientOptions {
  readonly prompt: string
  readonly baseUrl?: string
  readonly parameters?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Milliseconds after which the client is killed and `finished` rejects with all output. */
  readonly timeLimit?: number
}

/** A home and a working folder for the sessions of one test. */
export interface ClientFolders {
  readonly home: string
  readonly work: string
  remove(): Promise<void>
}

export const clientKey = 'sk-ant-test-client-0123456789'

export async function createClientFolders(): Promise<ClientFolders> {
  const root = await mkdtemp(join(tmpdir(), 'claudecodex-client-'))
  const folders = { home: join(root, 'home'), work: join(root, 'work') }
  await Promise.all(Object.values(folders).map(folder => mkdir(folder)))
  return { ...folders, remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }) }
}

export function clientBinary(): string {
  const path = process.env.CLAUDECODEX_E2E_CLIENT
  if (!path) throw new Error('CLAUDECODEX_E2E_CLIENT names no client: run these tests by `npm run test:e2e`')
  return path
}

/** The client's variables, and nothing of the developer's own session or settings. */
export function clientEnvironment(folders: ClientFolders, baseUrl?: string): Record<string, string> {
  return {
    ...systemEnvironment(folders.home),
    ...(baseUrl === undefined ? {} : { ANTHROPIC_BASE_URL: baseUrl }),
    ANTHROPIC_API_KEY: clientKey,
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    // As root it refuses to skip its permission questions without this.
    IS_SANDBOX: '1',
  }
}

/** What follows the binary's name: one prompt, every tool allowed, one JSON line an event. */
export const clientParameters = (prompt: string, more: readonly string[] = []): string[] => [
  '-p',
  '--dangerously-skip-permissions',
  '--output-format',
  'stream-json',
  '--verbose',
  ...more,
  prompt,
]

export function startClient(folders: ClientFolders, options: ClientOptions): RunningClient {
  const client = spawn(clientBinary(), clientParameters(options.prompt, options.parameters), {
    cwd: folders.work,
    env: { ...clientEnvironment(folders, options.baseUrl), ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return watchClient(client, options.timeLimit)
}

export const runClient = (folders: ClientFolders, options: ClientOptions): Promise<FinishedClient> =>
  startClient(folders, options).finished

/** A session whose prompts come one after another, as in a terminal. */
export interface Conversation {
  /** Commands such as `/model NAME` as well. Resolves with the end of the turn. */
  say(text: string): Promise<ClientEvent>
  /** Asks the client about itself, and resolves with its answer. */
  ask(subtype: string): Promise<Readonly<Record<string, unknown>>>
  end(): Promise<FinishedClient>
}

export function startConversation(
  folders: ClientFolders,
  { baseUrl, parameters = [], environment, timeLimit }: Omit<ClientOptions, 'prompt'>,
): Conversation {
  const format = ['--input-format', 'stream-json']
  const client = spawn(clientBinary(), [...clientParameters('').slice(0, -1), ...format, ...parameters], {
    cwd: folders.work,
    env: { ...clientEnvironment(folders, baseUrl), ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const running = watchClient(client, timeLimit)
  const send = (message: object): void => void client.stdin.write(`${JSON.stringify(message)}\n`)
  return {
    say: text => {
      const before = new Set(running.events)
      send({ type: 'user', message: { role: 'user', content: text } })
      return running.waitFor(event => event.type === 'result' && !before.has(event))
    },
    ask: async subtype => {
      const id = `${subtype}-${running.events.length}`
      send({ type: 'control_request', request_id: id, request: { subtype } })
      const isAnswer = ({ response }: ClientEvent) => (response as { request_id?: string })?.request_id === id
      const { response } = await running.waitFor(
        event => event.type === 'control_response' && isAnswer(event),
      )
      return (response as { response: Record<string, unknown> }).response
    },
    end: () => {
      client.stdin.end()
      return running.finished
    },
  }
}

/** Reads the events of a process that is the client, or runs it and lets its output through. */
export function watchClient(client: ChildProcess, timeLimit = 60_000): RunningClient {
  const events: ClientEvent[] = []
  const listeners = new Set<() => void>()
  const output = collectLines(client, line => {
    const event = parseEvent(line)
    if (event) events.push(event)
    for (const listener of listeners) listener()
  })
  let ended = false
  const finished = output.ended(timeLimit).then(({ code, signal }): FinishedClient => {
    const result = events.findLast(event => event.type === 'result') as ClientResult | undefined
    return { code, signal, events, ...(result && { result }), ...output.text() }
  })
  const markEnded = () => {
    ended = true
    for (const listener of listeners) listener()
  }
  finished.then(markEnded, markEnded)
  return {
    process: client,
    events,
    finished,
    waitFor: fits =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = events.find(fits)
          if (!found && !ended) return
          listeners.delete(look)
          if (found) resolve(found)
          else reject(new Error(`the client ended without the event that was waited for\n${output.report()}`))
        }
        listeners.add(look)
        look()
      }),
  }
}

function parseEvent(line: string): ClientEvent | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as ClientEvent
  } catch {
    return undefined
  }
}

/** What a failed expectation should show: how the client ended and all it said. */
export const describeClient = (client: FinishedClient): string =>
  `the client ended with ${client.code ?? client.signal}\n--- stdout\n${client.stdout}\n--- stderr\n${client.stderr}`
