/** The processes of a run: started with a clean environment, asked for their CPU time and memory, stopped by their id. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Launch } from './contenders.ts'

const probe = pathToFileURL(fileURLToPath(new URL('probe.mjs', import.meta.url))).href
/** Milliseconds until a process that does not listen is given up. */
const patience = 20_000

export interface Usage {
  /** Microseconds of CPU time, user and system, since the start. */
  readonly cpu: number
  /** Bytes of resident memory. */
  readonly memory: number
}

export interface Running {
  readonly url: string
  /** Milliseconds from the start of the process until it took a connection. */
  readonly startedAfter: number
  usage(): Promise<Usage>
  stop(): Promise<void>
}

/** Nothing of the user's own: no proxy, no key, no configuration file. */
function cleanEnvironment(folder: string): Record<string, string> {
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  const system = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].flatMap(name => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    ...Object.fromEntries(system),
    HOME: home,
    USERPROFILE: home,
    CLAUDECODEX_HOME: join(home, '.claudecodex'),
  }
}

/** A process that takes connections. Throws what it has printed where it ends or never listens. */
export async function start(
  launch: (port: number) => Launch,
  folder: string,
  nodeOptions: readonly string[] = [],
): Promise<Running> {
  const port = await freePort()
  const { file, parameters, environment } = launch(port)
  const began = performance.now()
  const child = spawn(file, parameters, {
    folder,
    environment,
    execArgv: ['--import', probe, ...nodeOptions],
  })
  const errors = collectErrors(child)
  while (!(await takesConnections(port))) {
    if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}\n${errors()}`)
    if (performance.now() - began > patience) {
      child.kill('SIGKILL')
      throw new Error(`${file} did not listen within ${patience} ms\n${errors()}`)
    }
    await sleep(2)
  }
  const startedAfter = performance.now() - began
  return {
    url: `http://127.0.0.1:${port}`,
    startedAfter,
    usage: () => ask<Usage>(child, 'usage'),
    stop: () => stop(child),
  }
}

export interface Mode {
  readonly way: 'whole' | 'burst' | 'each' | 'slow'
  /** Events of a stream. */
  readonly events: number
  /** Milliseconds between two of them, where they come slowly. */
  readonly interval: number
}

export interface Upstream {
  readonly url: string
  answer(mode: Mode): Promise<void>
  stop(): Promise<void>
}

export async function startUpstream(folder: string): Promise<Upstream> {
  const file = fileURLToPath(new URL('upstream.mjs', import.meta.url))
  const child = spawn(file, [], { folder, execArgv: [] })
  const errors = collectErrors(child)
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', message => resolve((message as { port: number }).port))
    child.once('exit', code => reject(new Error(`the upstream ended with ${code}\n${errors()}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    answer: async mode => void (await ask(child, mode)),
    stop: () => stop(child),
  }
}

interface SpawnPlan {
  readonly folder: string
  readonly environment?: Readonly<Record<string, string>> | undefined
  readonly execArgv: readonly string[]
}

/** Its output goes where nobody reads it, which is no terminal. */
function spawn(
  file: string,
  parameters: readonly string[],
  { folder, environment, execArgv }: SpawnPlan,
): ChildProcess {
  const output = openSync(devNull, 'w')
  try {
    return fork(file, parameters, {
      cwd: folder,
      env: { ...cleanEnvironment(folder), ...environment },
      execArgv: [...execArgv],
      stdio: ['ignore', output, 'pipe', 'ipc'],
    })
  } finally {
    closeSync(output)
  }
}

function collectErrors(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.on('data', bytes => {
    text = (text + String(bytes)).slice(-4_000)
  })
  return () => text
}

async function ask<Answer>(child: ChildProcess, question: Mode | 'usage'): Promise<Answer> {
  const signal = AbortSignal.timeout(patience)
  const answered = once(child, 'message', { signal })
  child.send(question)
  const [answer] = await answered
  return answer as Answer
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

const takesConnections = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
