/** Runs the built command line as a user does: its own process, its own home, a port that the system chooses. */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { collectLines, type ProcessEnd, systemEnvironment } from './process-output.ts'

export interface ProxyOptions {
  readonly parameters?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Written as `claudecodex.config.json` where the proxy starts. */
  readonly configuration?: unknown
}

export interface RunningProxy {
  readonly url: string
  /** All the proxy has printed. */
  output(): string
  /** `/health`, parsed. */
  health(): Promise<Record<string, unknown>>
  /** Ctrl-C, then the end of the process. */
  stop(): Promise<ProcessEnd>
}

const commandLine = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url))
/** Milliseconds. */
const startLimit = 20_000
const stopLimit = 15_000

export interface ProxyFolders {
  readonly home: string
  readonly work: string
  remove(): Promise<void>
}

export async function createProxyFolders(configuration?: unknown): Promise<ProxyFolders> {
  const root = await mkdtemp(join(tmpdir(), 'claudecodex-proxy-'))
  const folders = { home: join(root, 'home'), work: join(root, 'work') }
  await Promise.all(Object.values(folders).map(folder => mkdir(folder)))
  if (configuration !== undefined) {
    await writeFile(join(folders.work, 'claudecodex.config.json'), JSON.stringify(configuration))
  }
  return { ...folders, remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }) }
}

/** Any command of the built program, not waited for. */
export const startCommand = (
  folders: Pick<ProxyFolders, 'home' | 'work'>,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) =>
  spawn(process.execPath, [commandLine, ...parameters], {
    cwd: folders.work,
    env: { ...systemEnvironment(folders.home), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** `claudecodex serve`, ready to answer. */
export async function startProxy(options: ProxyOptions = {}): Promise<RunningProxy> {
  const folders = await createProxyFolders(options.configuration)
  const parameters = ['serve', '--port', '0', ...(options.parameters ?? [])]
  const child = startCommand(folders, parameters, options.environment)
  const output = collectLines(child, () => {})
  const end = output.ended()
  const all = () => Object.values(output.text()).join('')
  const url = await firstUrl(all, end)
  return {
    url,
    output: all,
    health: async () => (await (await fetch(`${url}/health`)).json()) as Record<string, unknown>,
    async stop() {
      const timer = setTimeout(() => child.kill('SIGKILL'), stopLimit)
      try {
        child.kill('SIGINT')
        return await end
      } finally {
        clearTimeout(timer)
        await folders.remove()
      }
    },
  }
}

async function firstUrl(output: () => string, end: Promise<ProcessEnd>): Promise<string> {
  const deadline = Date.now() + startLimit
  let ended: ProcessEnd | undefined
  void end.then(value => {
    ended = value
  })
  for (;;) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output())?.[0]
    if (url) return url
    if (ended || Date.now() > deadline) {
      throw new Error(`the proxy ${ended ? `ended with ${ended.code}` : 'did not start'}\n${output()}`)
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
