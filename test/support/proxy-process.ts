/** Runs the built command line as a user does: its own process, its own home, a port that the system chooses. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { checkRecording } from './check-recording.ts'
import { collectLines, type ProcessEnd, systemEnvironment } from './process-output.ts'

export interface ProxyOptions {
  readonly parameters?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Written as `claudecodex.config.json` where the proxy starts. */
  readonly configuration?: unknown
}

/** A line of `serve --json`, as far as these tests look into it. */
export interface PrintedExchange {
  readonly id: string
  readonly kind: string
  readonly client?: string
  readonly session?: string
  readonly agent?: string
  readonly class: string
  readonly asked: string
  readonly backend?: string
  readonly model?: string
  readonly outcome: 'answered' | 'failed' | 'aborted'
  readonly status?: number
  readonly stopReason?: string
  readonly error?: { readonly type: string; readonly message?: string }
  readonly tools: readonly { readonly name: string }[]
}

export interface Health {
  readonly status: string
  readonly backend: { readonly name: string; readonly address: string | null }
  readonly exchanges: {
    readonly open: number
    readonly answered: number
    readonly failed: number
    readonly aborted: number
  }
}

export interface RunningProxy {
  readonly url: string
  /** Those that have ended, in order. */
  readonly exchanges: readonly PrintedExchange[]
  /** All the proxy has printed. */
  output(): string
  health(): Promise<Health>
  /** Health as soon as no exchange is open. */
  quiet(): Promise<Health>
  /** Saves another configuration, and waits until the proxy has said that it has read it. */
  save(configuration: unknown): Promise<void>
  /** Ctrl-C, then the end of the process. Fails where its recording is not what was sent. */
  stop(): Promise<ProcessEnd>
}

export interface ProxyFolders {
  readonly home: string
  readonly work: string
  remove(): Promise<void>
}

const commandLine = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url))
/** Milliseconds. */
const patience = 20_000

export async function createProxyFolders(configuration?: unknown): Promise<ProxyFolders> {
  const root = await mkdtemp(join(tmpdir(), 'claudecodex-proxy-'))
  const folders = { home: join(root, 'home'), work: join(root, 'work') }
  await Promise.all(Object.values(folders).map(folder => mkdir(folder)))
  if (configuration !== undefined) await saveConfiguration(folders, configuration)
  return { ...folders, remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }) }
}

const saveConfiguration = ({ work }: Pick<ProxyFolders, 'work'>, configuration: unknown): Promise<void> =>
  writeFile(join(work, 'claudecodex.config.json'), JSON.stringify(configuration))

/** Any command of the built program, not waited for. */
export const startCommand = (
  folders: Pick<ProxyFolders, 'home' | 'work'>,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess =>
  spawn(process.execPath, [commandLine, ...parameters], {
    cwd: folders.work,
    env: { ...systemEnvironment(folders.home), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** `claudecodex serve`, ready to answer. */
export async function startProxy(options: ProxyOptions = {}): Promise<RunningProxy> {
  const folders = await createProxyFolders(options.configuration)
  const parameters = ['serve', '--port', '0', '--json', ...(options.parameters ?? [])]
  const child = startCommand(folders, parameters, options.environment)
  const exchanges: PrintedExchange[] = []
  let url: string | undefined
  const printed = collectLines(child, line => {
    const facts = JSON.parse(line) as PrintedExchange & { readonly url?: string }
    if (facts.kind === 'start') url = facts.url
    else exchanges.push(facts)
  })
  const output = () => Object.values(printed.text()).join('')
  const end = printed.ended()
  const started = await within(end, () => url, output)
  const health = async () => (await (await fetch(`${started}/health`)).json()) as Health
  return {
    url: started,
    exchanges,
    output,
    health,
    quiet: () =>
      within(
        end,
        async () => {
          const now = await health()
          return now.exchanges.open === 0 ? now : undefined
        },
        output,
      ),
    save: async configuration => {
      const said = output().length
      await saveConfiguration(folders, configuration)
      await within(end, () => /config\.json changed/.exec(output().slice(said)) ?? undefined, output)
    },
    stop: () =>
      stop(child, end, folders, () => checkRecording({ home: folders.home, url: started, exchanges })),
  }
}

async function stop(
  child: ChildProcess,
  end: Promise<ProcessEnd>,
  folders: ProxyFolders,
  check: () => Promise<void>,
): Promise<ProcessEnd> {
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  try {
    child.kill('SIGINT')
    const ended = await end
    await check()
    return ended
  } finally {
    clearTimeout(timer)
    await folders.remove()
  }
}

/** What `look` finds, asked until it finds something; fails with all output when the process ends or time is up. */
async function within<Found>(
  end: Promise<ProcessEnd>,
  look: () => Found | undefined | Promise<Found | undefined>,
  output: () => string,
): Promise<Found> {
  const deadline = Date.now() + patience
  let ended: ProcessEnd | undefined
  void end.then(value => {
    ended = value
  })
  for (;;) {
    const found = ended ? undefined : await look()
    if (found !== undefined) return found
    if (ended) throw new Error(`the proxy ended with ${ended.code ?? ended.signal}\n${output()}`)
    if (Date.now() > deadline) throw new Error(`nothing came of it within ${patience} ms\n${output()}`)
    await sleep(20)
  }
}
