/** Who is measured: each its own process in front of the same upstream. */
import { fileURLToPath } from 'node:url'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const commandLine = at('../dist/src/cli.js')

export interface Launch {
  readonly file: string
  readonly parameters: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

export interface Contender {
  /** For `--only` and the tables. */
  readonly name: string
  readonly meaning: string
  /** Absent for the upstream itself. */
  readonly launch?: (port: number, upstream: string) => Launch
}

const bare =
  (name: string) =>
  (port: number, upstream: string): Launch => ({
    file: at(`contenders/${name}.mjs`),
    parameters: [String(port), upstream],
  })

const serve = (environment: (upstream: string) => Readonly<Record<string, string>>) => {
  return (port: number, upstream: string): Launch => ({
    file: commandLine,
    parameters: ['serve', '--port', String(port)],
    environment: environment(upstream),
  })
}

const composed =
  (monitor: 'none' | 'terminal') =>
  (port: number, upstream: string): Launch => ({
    file: at('contenders/claudecodex.mjs'),
    parameters: [String(port), monitor],
    environment: { ANTHROPIC_UPSTREAM_URL: upstream },
  })

export const contenders = [
  { name: 'direct', meaning: 'the upstream itself' },
  { name: 'pipe', meaning: 'a bare pipe of `node:http`', launch: bare('pipe') },
  { name: 'bare-pass', meaning: 'a bare pass-through on Koa and got', launch: bare('pass-through') },
  { name: 'bare-translate', meaning: 'a bare translator on Koa and got', launch: bare('translator') },
  { name: 'pass', meaning: '`anthropic` without any plugin', launch: composed('none') },
  {
    name: 'pass+log',
    meaning: '`anthropic` as it comes, output to a file',
    launch: serve(upstream => ({ ANTHROPIC_UPSTREAM_URL: upstream })),
  },
  {
    name: 'pass+screen',
    meaning: '`anthropic` with the monitor on a terminal',
    launch: composed('terminal'),
  },
  {
    name: 'translate+log',
    meaning: '`openai_compatible` as it comes, output to a file',
    launch: serve(upstream => ({
      OPENAICOMPATIBLE_BASE_URL: `${upstream}/v1`,
      OPENAICOMPATIBLE_API_KEY: 'bench',
    })),
  },
] as const satisfies readonly Contender[]

export type ContenderName = (typeof contenders)[number]['name']
