/** Runs `claudecodex replay RECORDING --serve` of the built program, on a port that the system chooses. */
import { collectLines, type ProcessEnd } from './process-output.ts'
import { createProxyFolders, startCommand } from './proxy-process.ts'

/** The last line of `--json`. */
export interface ReplayReport {
  readonly exchanges: number
  readonly served: Readonly<Record<string, number>>
  readonly missed: number
  /** Numbers of exchanges. */
  readonly unused: readonly number[]
}

export interface EndedReplay extends ProcessEnd {
  readonly report?: ReplayReport
  readonly stdout: string
  readonly stderr: string
}

export interface RunningReplay {
  readonly url: string
  /** An orderly end; the same one, however often it is asked for. */
  stop(): Promise<EndedReplay>
}

export async function startReplay(path: string, parameters: readonly string[] = []): Promise<RunningReplay> {
  const folders = await createProxyFolders()
  const words = ['replay', path, '--serve', '--port', '0', '--json', ...parameters]
  const child = startCommand(folders, words)
  let started: (url: string) => void = () => {}
  const url = new Promise<string>(resolve => {
    started = resolve
  })
  let report: ReplayReport | undefined
  const output = collectLines(child, line => {
    const facts = JSON.parse(line) as ReplayReport & { readonly kind: string; readonly url: string }
    if (facts.kind === 'start') started(facts.url)
    if (facts.kind === 'replay') report = facts
  })
  const ended = output.ended()
  const end = async (): Promise<EndedReplay> => {
    child.kill('SIGTERM')
    const { code, signal } = await ended
    await folders.remove()
    return { code, signal, ...(report && { report }), ...output.text() }
  }
  let stopping: Promise<EndedReplay> | undefined
  const early = ended.then(() => {
    throw new Error(`the replay ended before it listened\n${output.report()}`)
  })
  early.catch(() => {})
  return {
    url: await Promise.race([url, early]),
    stop: () => {
      stopping ??= end()
      return stopping
    },
  }
}
