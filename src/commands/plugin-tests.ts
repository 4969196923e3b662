/** The tests that stand beside a plugin, run in a process of their own with the program's own loader. */
import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface TestRun {
  readonly file: string
  readonly passed: boolean
  /** What the tests have printed. */
  readonly output: string
}

/** `mine.ts` has `mine.test.ts`. */
export const testFileOf = (file: string): string =>
  `${file.slice(0, file.length - extname(file).length)}.test${extname(file)}`

// From the sources under tsx, or from the build, whose files stand as deep.
const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
const runner = fileURLToPath(new URL(`../commands/run-plugin-tests${ending}`, import.meta.url))

/** Undefined where the plugin has none. `reporter` is one of Node's: `spec`, `tap`, `dot`. */
export async function runOwnTests(plugin: string, reporter = 'spec'): Promise<TestRun | undefined> {
  const file = testFileOf(plugin)
  if (!(await stat(file).catch(() => undefined))?.isFile()) return undefined
  const words = [...process.execArgv, `--test-reporter=${reporter}`, runner, file]
  // Node tells its test runners apart by this variable, and answers them in a language of their own.
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env
  const child = spawn(process.execPath, words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  const code = await new Promise<number | null>((done, failed) => {
    child.on('error', failed)
    child.on('close', done)
  })
  return { file, passed: code === 0, output: Buffer.concat(chunks).toString() }
}
