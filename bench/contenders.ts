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

const serve = (
  environment: (upstream: string) => Readonly<Record<string, string>>,
  flags: readonly string[] = [],
) => {
  return (port: number, upstream: string): Launch => ({
    file: commandLine,
    parameters: ['serve', '--port', String(port), ...flags],
    environment: environment(upstream),
  })
}

const passing = (upstream: string) => ({ ANTHROPIC_UPSTREAM_URL: upstream })
const translating = (upstream: string) => ({
  OPENAICOMPATIBLE_BASE_URL: `${upstream}/v1`,
  OPENAICOMPATIBLE_API_KEY: 'bench',
})

/** A set of plugins is one of `contenders/plugin-sets.mjs`. */
const composed =
  (set: string, environment: typeof passing | typeof translating = passing) =>
  (port: number, upstream: string): Launch => ({
    file: at('contenders/claudecodex.mjs'),
    parameters: [String(port), set],
    environment: environment(upstream),
  })

export const contenders = [
  { name: 'direct', meaning: 'the upstream itself' },
  { name: 'pipe', meaning: 'a bare pipe of `node:http`', launch: bare('pipe') },
  { name: 'bare-pass', meaning: 'a bare pass-through on Koa and got', launch: bare('pass-through') },
  { name: 'bare-translate', meaning: 'a bare translator on Koa and got', launch: bare('translator') },
  { name: 'pass', meaning: '`anthropic` without any plugin', launch: composed('none') },
  {
    name: 'pass+log',
    meaning: '`anthropic` with `--no-record`, output to a file',
    launch: serve(passing, ['--no-record']),
  },
  {
    name: 'pass+record',
    meaning: '`anthropic` as it comes: recorded, output to a file',
    launch: serve(passing),
  },
  {
    name: 'pass+screen',
    meaning: '`anthropic` with the monitor on a terminal',
    launch: composed('terminal'),
  },
  {
    name: 'translate+log',
    meaning: '`openai_compatible` with `--no-record`, output to a file',
    launch: serve(translating, ['--no-record']),
  },
  {
    name: 'translate+record',
    meaning: '`openai_compatible` as it comes: recorded, output to a file',
    launch: serve(translating),
  },
  {
    name: 'pass+idle',
    meaning: '`anthropic`, a plugin without hooks on the stream',
    launch: composed('idle'),
  },
  {
    name: 'pass+look',
    meaning: '`anthropic`, a plugin that has the request parsed',
    launch: composed('look'),
  },
  { name: 'pass+event', meaning: '`anthropic`, a plugin that sees every event', launch: composed('event') },
  { name: 'pass+hooks', meaning: '`anthropic`, a plugin with every hook', launch: composed('hooks') },
  { name: 'pass+ten', meaning: '`anthropic`, ten plugins with every hook', launch: composed('ten') },
  {
    name: 'pass+rewrite',
    meaning: '`anthropic`, a plugin that changes the request',
    launch: composed('rewrite'),
  },
  { name: 'pass+redact', meaning: '`anthropic` with `redact`, nothing to hide', launch: composed('redact') },
  { name: 'pass+hidden', meaning: '`anthropic` with `redact`, a word to hide', launch: composed('hidden') },
  {
    name: 'translate',
    meaning: '`openai_compatible` without any plugin',
    launch: composed('none', translating),
  },
  {
    name: 'translate+event',
    meaning: '`openai_compatible`, a plugin that sees every event',
    launch: composed('event', translating),
  },
  {
    name: 'translate+hooks',
    meaning: '`openai_compatible`, a plugin with every hook',
    launch: composed('hooks', translating),
  },
  {
    name: 'translate+ten',
    meaning: '`openai_compatible`, ten plugins with every hook',
    launch: composed('ten', translating),
  },
] as const satisfies readonly Contender[]

export type ContenderName = (typeof contenders)[number]['name']
