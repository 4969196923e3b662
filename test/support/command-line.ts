/** Runs the command line from its sources: its own process, folder and home, and nothing of the developer's settings. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { collectLines, type ProcessOutput, systemEnvironment } from './process-output.ts'

const program = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
/** Node's flags to run the sources from any folder. */
export const sourceFlags = ['--conditions=source', '--import', import.meta.resolve('tsx')]

/** Milliseconds; a machine that runs other tests beside these is slow. */
const patience = 20_000

export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly process: ChildProcess
  readonly output: ProcessOutput
  /** The first part of stdout and stderr that fits; rejects with all output when there is none in time. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>
  finished(): Promise<Finished>
}

export class Workshop {
  readonly work: string
  readonly home: string
  readonly #started: ChildProcess[] = []

  private constructor(root: string) {
    this.work = join(root, 'work')
    this.home = join(root, 'home')
  }

  /** A folder to work in, with these files, and a home. */
  static async create(files: Readonly<Record<string, string>> = {}): Promise<Workshop> {
    // The real path: on macOS the temporary folder is behind a link, and programs report where they really are.
    const workshop = new Workshop(await realpath(await mkdtemp(join(tmpdir(), 'claudecodex-command-'))))
    await mkdir(workshop.home, { recursive: true })
    await mkdir(workshop.work)
    for (const [name, text] of Object.entries(files)) await workshop.write(name, text)
    return workshop
  }

  async write(name: string, text: string): Promise<void> {
    const file = join(this.work, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }

  start(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
    const child = spawn(process.execPath, [...sourceFlags, program, ...words], {
      cwd: this.work,
      env: { ...systemEnvironment(this.home), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#started.push(child)
    const output = collectLines(child, () => {})
    const ended = output.ended(patience)
    // Who does not wait for the end still sees it in `waitFor`.
    ended.catch(() => {})
    return {
      process: child,
      output,
      waitFor: pattern => waitFor(pattern, output, child),
      finished: async () => ({ ...(await ended), ...output.text() }),
    }
  }

  run(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Finished> {
    return this.start(words, environment).finished()
  }

  async remove(): Promise<void> {
    for (const child of this.#started) if (child.exitCode === null) child.kill('SIGKILL')
    await rm(dirname(this.work), { recursive: true, force: true, maxRetries: 5 })
  }
}

async function waitFor(
  pattern: RegExp,
  output: ProcessOutput,
  child: ChildProcess,
): Promise<RegExpExecArray> {
  const deadline = Date.now() + patience
  for (;;) {
    const { stdout, stderr } = output.text()
    const found = pattern.exec(stdout) ?? pattern.exec(stderr)
    if (found) return found
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      throw new Error(`${pattern} did not come\n${output.report()}`)
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** The address in the banner. */
export const urlOf = async (running: Running): Promise<string> =>
  (await running.waitFor(/http:\/\/127\.0\.0\.1:\d+/))[0]
