/** Output and end of a child process, kept whole for the message of a test that fails. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, dirname } from 'node:path'

export interface ProcessEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface ProcessOutput {
  text(): { readonly stdout: string; readonly stderr: string }
  report(): string
  /** Resolves when the process has ended and its output is read; kills it after `timeLimit` milliseconds and rejects. */
  ended(timeLimit?: number): Promise<ProcessEnd>
}

/** Only what a program needs to start on this system: nothing of the developer's own settings gets into a test. */
export function systemEnvironment(home: string): Record<string, string> {
  const kept = ['SystemRoot', 'ComSpec', 'PATHEXT', 'LANG', 'LC_ALL']
  const inherited = Object.fromEntries(
    kept.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
  return {
    ...inherited,
    PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
    HOME: home,
    USERPROFILE: home,
    TMPDIR: home,
    TEMP: home,
    TMP: home,
  }
}

/** Reads both outputs; `onLine` sees each whole line of the standard output. */
export function collectLines(child: ChildProcess, onLine: (line: string) => void): ProcessOutput {
  let stdout = ''
  let stderr = ''
  let seen = 0
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (let end = stdout.indexOf('\n', seen); end >= 0; end = stdout.indexOf('\n', seen)) {
      const line = stdout.slice(seen, end)
      seen = end + 1
      onLine(line)
    }
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const report = () => `--- stdout\n${stdout}\n--- stderr\n${stderr}`
  return {
    text: () => ({ stdout, stderr }),
    report,
    async ended(timeLimit) {
      let late = false
      const kill = () => {
        late = true
        child.kill('SIGKILL')
        // A grandchild may live on and hold the pipes open.
        child.stdout?.destroy()
        child.stderr?.destroy()
      }
      const timer = timeLimit === undefined ? undefined : setTimeout(kill, timeLimit)
      try {
        const [code, signal] = await closed
        if (late) throw new Error(`killed after ${timeLimit} ms\n${report()}`)
        return { code, signal }
      } finally {
        clearTimeout(timer)
      }
    },
  }
}
