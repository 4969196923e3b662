/** Checks a loaded configuration: unknown keys and wrong types are errors that name key, line and what is allowed. */

import { councilModes } from '../council/types.ts'
import {
  apiPath,
  budget,
  type Check,
  count,
  dollars,
  flag,
  isRecord,
  type KeyPath,
  kindOf,
  listOf,
  milliseconds,
  millisecondsOrNone,
  oneOf,
  type Problem,
  pathText,
  portNumber,
  recordOf,
  secret,
  shape,
  shapeWith,
  someText,
  timeLimits,
  wholeNumber,
} from './checks.ts'
import type { Config } from './config.ts'
import { ConfigError } from './errors.ts'
import { modelTableProblems } from './model-table.ts'
import { councilProgresses, councilTriggers } from './variable-kinds.ts'

/** Where a value came from: names the place of its errors. */
export interface Origin {
  readonly file: string
  readonly text: string
}

/** Either what the file exports, checked, or a `ConfigError` that lists everything wrong with it. */
export function checkConfig(value: unknown, origin: Origin): Config {
  if (value === undefined) {
    throw new ConfigError('exports nothing: write `export default defineConfig({ ... })`', {
      file: origin.file,
    })
  }
  if (typeof value === 'function') {
    throw new ConfigError('exports a function: export the configuration itself', { file: origin.file })
  }
  const problems = [...configuration(value, []), ...modelTableProblems(value)]
  if (problems.length > 0) throw problemsError(problems, origin)
  return value as Config
}

/** One error for all problems: the first decides its place, the others follow line by line. */
export function problemsError(problems: readonly Problem[], origin?: Origin): ConfigError {
  const [first, ...others] = problems.map(({ path, reason }) => {
    const line = origin && lineOf(path, origin.text)
    return { reason, ...(origin && { file: origin.file }), ...(line && { line }), ...keyOf(path) }
  })
  const more = others.map(({ reason, ...place }) => `\n${new ConfigError(reason, place).message}`)
  const { reason = '', ...place } = first ?? {}
  return new ConfigError(reason + more.join(''), place)
}

const keyOf = (path: KeyPath): { readonly key?: string } => (path.length > 0 ? { key: pathText(path) } : {})

/** The line on which a key stands, as far as a search in the text can tell. */
export function lineOf(path: KeyPath, text: string): number | undefined {
  let position = 0
  let found: number | undefined
  for (const part of path) {
    if (typeof part === 'number') continue
    const name = part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const key = new RegExp(`(?<=^|[\\s{,(])["']?${name}["']?\\s*:`, 'g')
    key.lastIndex = position
    const match = key.exec(text)
    if (!match) break
    found = match.index
    position = key.lastIndex
  }
  return found === undefined ? undefined : text.slice(0, found).split('\n').length
}

const backendName = /^[\w.-]+$/

const backend: Check = (value, path) => {
  const name = String(path.at(-1))
  if (!backendName.test(name)) {
    return [{ path, reason: 'the name of a backend consists of letters, digits, "-", "_" and "."' }]
  }
  if (typeof value === 'function') return []
  if (isRecord(value) && (typeof value.stream === 'function' || typeof value.use === 'string')) return []
  return [
    { path, reason: `expected a backend such as anthropic({ ... }) or { "use": ... }, got ${kindOf(value)}` },
  ]
}

/** Whether it is a good plugin is seen when it is resolved. */
const pluginEntry: Check = (value, path) => {
  if (!value || isRecord(value)) return []
  if (Array.isArray(value)) return listOf(pluginEntry)(value, path)
  if (typeof value === 'function')
    return [{ path, reason: 'is a plugin factory: call it, as in `name({ ... })`' }]
  return someText(value, path)
}

const oneOrMore: Check = (value, path) =>
  Array.isArray(value) ? listOf(someText)(value, path) : someText(value, path)

const rates = {
  input: dollars,
  output: dollars,
  cacheRead: dollars,
  cacheWrite: dollars,
  cacheWriteLong: dollars,
}
const tier = shapeWith(['above', 'input', 'output'], { above: count, ...rates })
const price = shapeWith(['input', 'output'], {
  ...rates,
  tiers: listOf(tier),
  source: someText,
  date: someText,
})

const configuration = shape({
  server: shape({
    port: portNumber,
    host: someText,
    clientKey: secret,
    allowHosts: listOf(someText),
    commitAfterMs: millisecondsOrNone,
    forward: listOf(apiPath),
  }),
  backend: someText,
  backends: recordOf(backend),
  models: recordOf(someText),
  council: shape({
    members: listOf(someText),
    chairman: oneOrMore,
    reviewers: listOf(someText),
    mode: oneOf(...councilModes),
    timeoutMs: milliseconds,
    deadlineMs: milliseconds,
    quorum: wholeNumber,
    seed: someText,
    maxDollars: budget,
    trigger: oneOf(...councilTriggers),
    progress: oneOf(...councilProgresses),
  }),
  plugins: listOf(pluginEntry),
  credentials: oneOf('client', 'configured'),
  record: flag,
  failover: flag,
  strict: flag,
  ca: oneOrMore,
  timeouts: timeLimits,
  modelFacts: recordOf(shape({ contextWindow: wholeNumber, maxOutput: wholeNumber, price })),
} satisfies Record<keyof Config, Check>)
