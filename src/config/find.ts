/** Finds the configuration file, without running it: cosmiconfig looks, and hands back text or data. */
import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, extname, resolve } from 'node:path'
import type { Loader, Options } from 'cosmiconfig'
import { hasCandidate } from './candidates.ts'
import { ConfigError } from './errors.ts'

export type FoundFile =
  /** A module, still to be run. */
  | { readonly kind: 'module'; readonly file: string; readonly text: string }
  /** JSON or YAML. */
  | { readonly kind: 'data'; readonly file: string; readonly text: string; readonly data: unknown }

export interface Search {
  readonly cwd: string
  /** `CLAUDECODEX_HOME`: looked into last. */
  readonly home: string
  /** A file takes the place of the search; `false` is no configuration file at all. */
  readonly config?: string | false | undefined
  /** The search upwards ends here. Default: the user's home directory. */
  readonly stopDir?: string
  /** The user. Default: that of the process; undefined where the platform has no such number. */
  readonly uid?: number | undefined
}

export interface SearchResult {
  readonly found?: FoundFile
  readonly notices: readonly string[]
}

const moduleEndings = ['.ts', '.mts', '.js', '.mjs', '.cjs'] as const
const dataEndings = ['.json', '.yaml', '.yml'] as const
const endings: readonly string[] = [...moduleEndings, ...dataEndings]
const searchPlaces = [...endings.map(ending => `claudecodex.config${ending}`), 'package.json']
const homePlaces = endings.map(ending => `config${ending}`)

export async function findConfigFile(search: Search): Promise<SearchResult> {
  if (search.config === false) return { notices: [] }
  if (search.config !== undefined) return { found: await namedFile(search.cwd, search.config), notices: [] }
  const notices: string[] = []
  const found = (await searchUpwards(search, notices)) ?? (await searchHome(search.home))
  return { ...(found && { found }), notices }
}

/** Read without cosmiconfig, which first runs a `.config/config.js` of the working directory, wherever the file is. */
async function namedFile(cwd: string, name: string): Promise<FoundFile> {
  const file = resolve(cwd, name)
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(unreadable(cause), { file, cause })
  })
  const load = loaders[extname(file)]
  if (!load) throw new ConfigError(`cannot be read: a configuration ends in ${endings.join(', ')}`, { file })
  const loaded: unknown = text.trim() && (await guarded(file, async () => load(file, text)))
  const found = basename(file) === 'package.json' ? (loaded as { claudecodex?: unknown }).claudecodex : loaded
  if (found) return found as FoundFile
  throw new ConfigError('is empty, or has no key "claudecodex" if it is a package.json', { file })
}

const unreadable = ({ code }: NodeJS.ErrnoException): string => {
  if (code === 'EISDIR') return 'is a folder: name the file in it with --config'
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file; correct --config'
  return `cannot be read (${code}): change its permissions, or correct --config`
}

async function searchUpwards(search: Search, notices: string[]): Promise<FoundFile | undefined> {
  const cwd = resolve(search.cwd)
  const user = 'uid' in search ? search.uid : process.getuid?.()
  const trusted = async (file: string): Promise<boolean> => {
    // cosmiconfig also looks into the system's folder for settings; ours is `CLAUDECODEX_HOME`.
    if (!searchPlaces.includes(basename(file))) return false
    if (dirname(file) === cwd || user === undefined || (await belongsTo(user, file))) return true
    notices.push(
      `${file} is ignored: it lies above the working directory, and it or its folder does not belong to you. ` +
        'Use --config to name it',
    )
    return false
  }
  const options = {
    searchPlaces,
    searchStrategy: 'global',
    stopDir: search.stopDir ?? homedir(),
    loaders: loadersFor(trusted),
  } as const
  return searched(cwd, options, trusted)
}

const searchHome = (home: string): Promise<FoundFile | undefined> =>
  searched(home, { searchPlaces: homePlaces, loaders }, async () => true)

/** Without a word to the contrary, cosmiconfig passes an empty file by as if it were not there. */
const searched = (
  folder: string,
  options: Partial<Options>,
  trusted: Trust,
): Promise<FoundFile | undefined> =>
  guarded(folder, async () => {
    const { searchPlaces: places = [], stopDir = folder } = options
    if (!(await hasCandidate(folder, stopDir, places))) return undefined
    const { cosmiconfig } = await import('cosmiconfig')
    const search = (ignoreEmptySearchPlaces: boolean) =>
      cosmiconfig('claudecodex', { ...options, ignoreEmptySearchPlaces, cache: false }).search(folder)
    const first = await search(false)
    if (!first?.isEmpty) return first?.config as FoundFile | undefined
    const { filepath: file } = first
    if (basename(file) === 'package.json' || !(await trusted(file))) return (await search(true))?.config
    throw new ConfigError(`is empty: remove it, or write ${leastText(file)}`, { file })
  })

/** The least that a configuration may hold. */
const leastText = (file: string): string => {
  if (extname(file) === '.json' || /^\.ya?ml$/.test(extname(file))) return '{}'
  return extname(file) === '.cjs' ? 'module.exports = {}' : 'export default {}'
}

async function belongsTo(user: number, file: string): Promise<boolean> {
  const owners = await Promise.all([stat(file), stat(dirname(file))])
  return owners.every(({ uid }) => uid === user)
}

type Trust = (file: string) => Promise<boolean>

/** Loaders that only read: nothing runs before the file is known to be the user's. `null` goes on with the search. */
function loadersFor(trusted: Trust): Readonly<Record<string, Loader>> {
  const asModule: Loader = async (file, text) =>
    (await trusted(file)) ? ({ kind: 'module', file, text } satisfies FoundFile) : null
  const asData =
    (parse: Loader): Loader =>
    async (file, text) => {
      if (basename(file) === 'package.json') return packageLoader(file, text, trusted)
      if (!(await trusted(file))) return null
      return { kind: 'data', file, text, data: await parse(file, text) } satisfies FoundFile
    }
  return {
    ...Object.fromEntries(moduleEndings.map(ending => [ending, asModule])),
    '.json': asData(parseJson),
    '.yaml': asData(parseYaml),
    '.yml': asData(parseYaml),
  }
}

const loaders = loadersFor(async () => true)

/** Whatever else is in a `package.json`, and whether it can be parsed, is not this program's business. */
async function packageLoader(file: string, text: string, trusted: Trust): Promise<object> {
  const data = parsed(text)?.claudecodex
  if (data === undefined || !(await trusted(file))) return {}
  // cosmiconfig takes the key out itself.
  return { claudecodex: { kind: 'data', file, text, data } satisfies FoundFile }
}

function parsed(text: string): { readonly claudecodex?: unknown } | undefined {
  try {
    return JSON.parse(text) ?? undefined
  } catch {
    return undefined
  }
}

async function parseYaml(file: string, text: string): Promise<unknown> {
  const { defaultLoaders } = await import('cosmiconfig')
  return defaultLoaders['.yaml'](file, text)
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const { message } = cause as Error
    const position = positionOf(message, text)
    const line = text.slice(0, position).split('\n').length
    const reason = message.replace(/( in JSON)? at position.*|, (\.\.\.)?".*is not valid JSON$/s, '')
    throw new ConfigError(`cannot be read: ${reason}`, { file, line, cause })
  }
}

/** Node states it for some faults; for others it shows ten characters before it and ten after. */
function positionOf(message: string, text: string): number {
  const stated = /at position (\d+)/.exec(message)?.[1]
  if (stated !== undefined) return Number(stated)
  const [, token = '', isCut, near] =
    /^Unexpected token '(.+)', (\.\.\.)?"(.*)"(?:\.\.\.)? is not valid JSON$/s.exec(message) ?? []
  if (near === undefined) return text.trimEnd().length
  return text.indexOf(near) + (isCut ? 10 : near.indexOf(token))
}

async function guarded<Value>(place: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (cause) {
    if (ConfigError.is(cause)) throw cause
    // js-yaml counts lines from 0.
    const { filepath: file = place, message, reason = message, mark } = cause as ParseFailure
    throw new ConfigError(`cannot be read: ${reason}`, { file, ...(mark && { line: mark.line + 1 }), cause })
  }
}

interface ParseFailure extends Error {
  readonly filepath?: string
  readonly reason?: string
  readonly mark?: { readonly line: number }
}
