/** Follows a page as a reader would: writes its files, types its commands, and compares what is printed with what it shows. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { firstUrl } from './first-url.ts'
import type { Block, Page } from './pages.ts'
import { collectLines, type ProcessOutput } from './process-output.ts'

export interface Reader {
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  /** What the reader types in place of what is printed, such as another path of the clone. */
  readonly instead?: (command: string) => string
}

/** Milliseconds in which a change that was saved takes effect. */
const patience = 20_000
/** A command that goes on until it is stopped. */
const isServer = (command: string): boolean => /^(?:npx )?claudecodex(?: --backend \S+)?$/.test(command)

/** Throws for a command that fails, and for output that is not as shown. */
export async function followPage(page: Pick<Page, 'path' | 'blocks'>, reader: Reader): Promise<void> {
  const typist = new Typist(page.path, reader)
  try {
    for (const block of page.blocks) await typist.take(block)
  } finally {
    await typist.stop()
  }
}

class Typist {
  readonly #path: string
  readonly #reader: Reader
  #server: { readonly child: ChildProcess; readonly output: ProcessOutput } | undefined
  #last: { readonly command: string; readonly output: string } | undefined
  #port = 0

  constructor(path: string, reader: Reader) {
    this.#path = path
    this.#reader = reader
  }

  async take(block: Block): Promise<void> {
    const { folder } = this.#reader
    if (block.name) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, block.name), block.text)
    } else if (block.language === 'sh') {
      for (const command of block.text.trim().split('\n')) await this.#type(command, block)
    } else if (block.language === '') await this.#expect(block)
  }

  async stop(): Promise<void> {
    if (!this.#server) return
    const { child, output } = this.#server
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
    await output.ended(patience)
  }

  async #type(printed: string, { line }: Block): Promise<void> {
    const command = this.#reader.instead?.(printed) ?? printed
    if (isServer(command)) return this.#serve(command)
    const { output, code } = this.#run(command)
    if (code !== 0) throw new Error(`${this.#path}:${line}: ${command} ends with ${code}\n${output}`)
    this.#last = { command, output }
  }

  #run(command: string): { readonly output: string; readonly code: number | null } {
    const { folder, environment } = this.#reader
    const typed = command.replaceAll('127.0.0.1:8082', `127.0.0.1:${this.#port}`)
    const { status, stdout, stderr } = spawnSync(typed, {
      cwd: folder,
      shell: true,
      encoding: 'utf8',
      env: environment,
    })
    return { output: stdout + stderr, code: status }
  }

  /** On a port that is free, wherever the page says it listens. */
  async #serve(command: string): Promise<void> {
    this.#port = await freePort()
    const { folder, environment } = this.#reader
    const child = spawn(command, {
      cwd: folder,
      shell: true,
      // A group of its own: Ctrl-C in a terminal reaches the program, and not only the shell or npx before it.
      detached: true,
      env: { ...environment, SERVER_PORT: String(this.#port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = collectLines(child, () => {})
    this.#server = { child, output }
    await firstUrl(output)
  }

  /** What a page shows holds when what was saved has been read, which takes a moment. */
  async #expect({ text, line }: Block): Promise<void> {
    if (!this.#last) throw new Error(`${this.#path}:${line} shows the output of no command`)
    const shown = patternOf(text)
    const deadline = Date.now() + (this.#server ? patience : 0)
    let { output } = this.#last
    while (!shown.test(output.trimEnd()) && Date.now() < deadline) {
      await new Promise(resolve => setTimeout(resolve, 100))
      output = this.#run(this.#last.command).output
    }
    if (shown.test(output.trimEnd())) return
    throw new Error(`${this.#path}:${line} shows\n${text}\nand ${this.#last.command} has printed\n${output}`)
  }
}

/** `…` stands for the rest of a line, or for a part of it; alone on a line for any lines. */
function patternOf(shown: string): RegExp {
  const lines = shown.trimEnd().split('\n')
  const parts = lines.map(line =>
    line === '…' ? '(?:[^\\n]*\\n?)*?' : `${line.split('…').map(escaped).join('[^\\n]*')}\\n?`,
  )
  return new RegExp(`^${parts.join('')}$`)
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
