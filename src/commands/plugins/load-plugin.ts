/** Loads one plugin as the proxy would: a file, a package, or one that ships. */
import { stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { resolvePlugins } from '../../config/plugins.ts'
import type { LoadedPlugin } from '../../core/chain.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'

/** Throws the `ConfigError` that the proxy would start with, and a `CommandError` for a file that is not there. */
export async function loadPlugin(
  name: string,
  options: object | undefined,
  folder = process.cwd(),
): Promise<LoadedPlugin> {
  const isThere = await isFile(resolve(folder, name))
  const entry = isThere ? asPath(name) : name
  if (!isThere && /[\\/.]/.test(name) && !name.startsWith('@')) {
    throw new CommandError(`there is no file ${name} in ${folder}`, exitCodes.usage)
  }
  const { plugins } = await resolvePlugins({
    entries: [options === undefined ? entry : [entry, options]],
    folder,
    shipped: [],
  })
  const [loaded] = plugins
  if (!loaded) throw new Error(`${name} has led to no plugin`)
  return loaded
}

/** Options given as JSON on the command line. */
export function readOptions(text: string | undefined): object | undefined {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch (thrown) {
    throw new CommandError(`--options is no JSON: ${(thrown as Error).message}`, exitCodes.usage)
  }
  throw new CommandError(`--options takes a JSON object, such as '{"level":2}'`, exitCodes.usage)
}

const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() ?? false

/** A name alone would mean a package. */
const asPath = (name: string): string => (isAbsolute(name) || /^\.{1,2}[\\/]/.test(name) ? name : `./${name}`)

/** As a person in that folder would write it. */
export function shortPath(path: string, folder = process.cwd()): string {
  const short = relative(folder, path)
  return !isAbsolute(path) || short.startsWith('..') || isAbsolute(short) ? path : join('.', short)
}
