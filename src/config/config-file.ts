/** Reads the configuration file: finds it, runs it where it is a module, and checks what it holds. */
import { dirname } from 'node:path'
import { checkConfig, lineOf, type Origin } from './check.ts'
import type { Config } from './config.ts'
import { type LoadedEnvironment, withVariables } from './environment.ts'
import type { ConfigPlace } from './errors.ts'
import { type FoundFile, findConfigFile, type Search } from './find.ts'
import { type LoadedModule, loadModule } from './load-module.ts'

export interface ConfigFile {
  readonly config: Config
  /** Absent where there is no file. */
  readonly origin?: Origin
  /** Where it is a module. */
  readonly module?: LoadedModule
  /** It and what it imports. */
  readonly files: readonly string[]
  readonly notices: readonly string[]
}

/**
 * Only a file that stands beside the `.env` sees its further variables in `process.env`: whoever wrote the one wrote
 * the other, while the user's own configuration must not take orders from a repository.
 */
export async function readConfigFile(
  search: Search,
  { others, file: dotenv }: LoadedEnvironment,
): Promise<ConfigFile> {
  const { found, notices } = await findConfigFile(search)
  if (!found) return { config: {}, files: [], notices }
  const { file, text } = found
  const isBeside = dotenv !== undefined && dirname(dotenv) === dirname(file)
  const loaded = await withVariables(isBeside ? others : {}, () => load(found))
  return {
    config: checkConfig(loaded.value, { file, text }),
    origin: { file, text },
    ...(loaded.module && { module: loaded.module }),
    files: loaded.module ? [...loaded.module.sources.keys()] : [file],
    notices,
  }
}

async function load(found: FoundFile): Promise<{ readonly value: unknown; readonly module?: LoadedModule }> {
  if (found.kind === 'data') return { value: found.data }
  const module = await loadModule(found.file)
  return { value: module.value, module }
}

/** Where a key stands in the file, for an error about its value. */
export const placeIn = (origin: Origin | undefined, ...path: readonly string[]): ConfigPlace => {
  const line = origin && lineOf(path, origin.text)
  return { ...(origin && { file: origin.file }), ...(line && { line }), key: path.join('.') }
}
