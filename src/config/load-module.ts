/** Runs configuration files and plugins, TypeScript included, anew each time: jiti is the loader. */
import { createRequire } from 'node:module'
import { normalize } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Jiti, JitiOptions, ModuleCache } from 'jiti'
import { ConfigError } from './errors.ts'
import { loadFailure } from './load-failure.ts'
import { type ModuleSources, readSources } from './module-sources.ts'
import { ownModules } from './own-modules.ts'
import { withinLimit } from './time-limit.ts'

export interface LoadedModule {
  /** The default export, or `module.exports`. Undefined where there is none. */
  readonly value: unknown
  readonly sources: ModuleSources
  /** What each module that ran exports, by file. */
  readonly exports: ReadonlyMap<string, unknown>
  /** What it had of this package, by import specifier. */
  readonly borrowed: Readonly<Record<string, unknown>>
}

const settings: JitiOptions = {
  // A cache in a shared temporary folder would let other users of the machine plant code.
  fsCache: false,
  moduleCache: false,
  interopDefault: true,
  tryNative: false,
  sourceMaps: false,
}

/** Milliseconds that a module may wait at its top, and a plugin's factory for what it returns. */
export const loadLimit = 10_000

/** Throws a `ConfigError` with file and line where it cannot be read, compiled, resolved or run, or not within `limit` milliseconds. */
export async function loadModule(file: string, limit = loadLimit): Promise<LoadedModule> {
  const sources = await readSources(file)
  const virtualModules = await ownModules(sources.values())
  const { createJiti } = await import('jiti')
  const cache: ModuleCache = {}
  forgetRequired(sources)
  try {
    const jiti = createJiti(file, { ...settings, virtualModules })
    await withinLimit(evaluate(jiti, file, sources.get(file) ?? '', cache), limit, () => tooSlow(file, limit))
  } catch (thrown) {
    throw loadFailure(thrown, file, sources, virtualModules)
  }
  const ran = Object.entries(cache).map(
    ([path, module]) => [normalize(path), (module as { exports: unknown }).exports] as const,
  )
  const exports = new Map(ran)
  return { value: defaultOf(exports.get(normalize(file))), sources, exports, borrowed: virtualModules }
}

/** Runs what must not end the program, which it would do without a word; behind an `await` it still can. */
function withoutExit<Value>(file: string, work: () => Value): Value {
  const { exit } = process
  process.exit = () => {
    throw new ConfigError('calls process.exit: a configuration says what is to be, and ends nothing', {
      file,
    })
  }
  try {
    return work()
  } finally {
    process.exit = exit
  }
}

const tooSlow = (file: string, limit: number): ConfigError =>
  new ConfigError(
    `has not loaded after ${limit / 1_000} s: an await at its top, or at the top of what it imports, waits for something that does not come`,
    { file },
  )

/**
 * Modules run synchronously as long as none has an `await` at its top: then whatever is not a package, JavaScript
 * siblings included, goes through jiti and its aliases. With one, native modules are left to Node, which keeps
 * them until the process ends.
 */
async function evaluate(jiti: Jiti, file: string, source: string, cache: ModuleCache): Promise<void> {
  const options = { id: file, filename: file, cache, forceTranspile: true }
  try {
    withoutExit(file, () => jiti.evalModule(source, { ...options, async: false }))
  } catch (thrown) {
    if (!isTopLevelAwait(thrown)) throw thrown
    for (const path of Object.keys(cache)) delete cache[path]
    await withoutExit(file, () => jiti.evalModule(source, { ...options, async: true }))
  }
}

const isTopLevelAwait = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.name === 'SyntaxError' && thrown.message.startsWith('await is only valid')

/** JSON and CommonJS siblings are kept by Node itself. */
function forgetRequired(sources: ModuleSources): void {
  const { cache } = createRequire(import.meta.url)
  for (const path of sources.keys()) delete cache[path]
}

function defaultOf(exports: unknown): unknown {
  const isModule = typeof exports === 'object' && exports !== null && '__esModule' in exports
  return isModule ? (exports as { default?: unknown }).default : exports
}

/** The file a package's name or a path leads to, seen from `file`, else from this program's own place. */
export async function resolveModule(specifier: string, file: string): Promise<string | undefined> {
  const { createJiti } = await import('jiti')
  for (const parent of [pathToFileURL(file).href, import.meta.url]) {
    const found = createJiti(parent, settings).esmResolve(specifier, { parentURL: parent, try: true })
    if (found) return found.startsWith('file:') ? fileURLToPath(found) : found
  }
  return undefined
}
