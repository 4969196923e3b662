/** Makes the list of plugins: whatever form an entry has, what comes out is checked and can be told from its next version. */
import { stat } from 'node:fs/promises'
import { isAbsolute, resolve } from 'node:path'
import type { LoadedPlugin } from '../core/chain.ts'
import { factoryOf, optionsOf, type Plugin } from '../core/plugin.ts'
import { lineOf, type Origin, problemsError } from './check.ts'
import { isRecord, type KeyPath, pathText } from './checks.ts'
import type { PluginEntry } from './config.ts'
import { ConfigError, type ConfigPlace } from './errors.ts'
import { loadFailure } from './load-failure.ts'
import { type LoadedModule, loadLimit, loadModule, resolveModule } from './load-module.ts'
import { hashSources, isPackaged, type ModuleSources, readSources } from './module-sources.ts'
import { didYouMean } from './nearest.ts'
import { isShipped, ownModules, shippedNames } from './own-modules.ts'
import { checkOptions, fingerprintOf, optionsText } from './plugin-options.ts'
import { pluginFault } from './plugin-shape.ts'
import { withinLimit } from './time-limit.ts'

/** A plugin that is always in the chain; naming it in the configuration sets its place and options. */
export interface ShippedPlugin {
  readonly name: string
  make(options: object | undefined): Plugin
}

export interface PluginSettings {
  readonly entries: readonly PluginEntry[]
  /** Relative paths count from here. */
  readonly folder: string
  /** Where the entries stand. */
  readonly origin?: Origin | undefined
  /** The configuration, where it is a module. */
  readonly module?: LoadedModule | undefined
  /** Outermost first. */
  readonly shipped: readonly ShippedPlugin[]
  /** Names of plugins that are left out, even where they are listed. */
  readonly without?: readonly string[]
}

export interface ResolvedPlugins {
  readonly plugins: readonly LoadedPlugin[]
  /** Files of the user's that they are made of. */
  readonly files: readonly string[]
}

/** Throws a `ConfigError` that names the entry, or file and line inside the plugin. */
export async function resolvePlugins(settings: PluginSettings): Promise<ResolvedPlugins> {
  const made: Made[] = []
  for (const wanted of wantedOf(settings.entries, ['plugins'])) made.push(await make(wanted, settings))
  const named = new Set(made.map(({ plugin }) => plugin.name))
  const defaults = settings.shipped
    .filter(({ name }) => !named.has(name))
    .map((shipped): Made => ({ plugin: shipped.make(undefined), sources: none, place: {}, path: [] }))
  const kept = [...defaults, ...made].filter(({ plugin }) => !settings.without?.includes(plugin.name))
  refuseDuplicates(kept)
  const plugins: LoadedPlugin[] = []
  for (const one of kept) plugins.push(await finish(one, settings))
  const files = kept.flatMap(({ sources }) => [...sources.keys()]).filter(file => !isPackaged(file))
  return { plugins, files: [...new Set(files)] }
}

/** An entry without the lists and conditions around it. */
interface Wanted {
  readonly path: KeyPath
  readonly plugin?: Plugin
  readonly name?: string
  readonly options?: object
}

function* wantedOf(entries: readonly PluginEntry[], path: KeyPath): Generator<Wanted> {
  for (const [index, entry] of entries.entries()) {
    const here = [...path, index]
    if (!entry) continue
    if (typeof entry === 'string') yield { path: here, name: entry }
    else if (isPair(entry)) yield { path: here, name: entry[0], options: entry[1] }
    else if (Array.isArray(entry)) yield* wantedOf(entry, here)
    else yield { path: here, plugin: entry as Plugin }
  }
}

const isPair = (entry: PluginEntry): entry is readonly [string, object] =>
  Array.isArray(entry) &&
  entry.length === 2 &&
  typeof entry[0] === 'string' &&
  isRecord(entry[1]) &&
  !('apiVersion' in entry[1])

/** A plugin with the files it is made of. */
interface Made {
  readonly plugin: Plugin
  readonly options?: object | undefined
  readonly from?: string
  readonly sources: ModuleSources
  readonly place: ConfigPlace
  readonly path: KeyPath
}

const none: ModuleSources = new Map()

async function make(wanted: Wanted, settings: PluginSettings): Promise<Made> {
  const { path, name, options } = wanted
  const place = placeOf(wanted, settings.origin)
  const found =
    name === undefined ? await homeOf(wanted.plugin, settings) : await find(name, options, place, settings)
  const fault = pluginFault(found.plugin)
  if (fault !== undefined)
    throw new ConfigError(fault, found.from && isAbsolute(found.from) ? { file: found.from } : place)
  return { ...found, plugin: found.plugin as Plugin, options, place, path }
}

interface Found {
  readonly plugin: unknown
  readonly from?: string
  readonly sources: ModuleSources
}

/**
 * A plugin that the configuration made itself: its own file is the one that exports it, or its factory. Where none can be told,
 * it changes with the whole configuration.
 */
async function homeOf(plugin: unknown, { module, origin }: PluginSettings): Promise<Found> {
  const factory = isRecord(plugin) ? factoryOf(plugin as unknown as Plugin) : undefined
  const isOrigin = (value: unknown): boolean => value !== undefined && (value === factory || value === plugin)
  const isHome = ([, exports]: readonly [string, unknown]): boolean =>
    isOrigin(exports) || (isRecord(exports) && Object.values(exports).some(isOrigin))
  const file = [...(module?.exports ?? [])].findLast(isHome)?.[0]
  if (file !== undefined && file !== origin?.file)
    return { plugin, from: file, sources: await readSources(file) }
  const specifier = Object.entries(module?.borrowed ?? {}).find(isHome)?.[0]
  if (specifier !== undefined) return { plugin, from: specifier, sources: none }
  return { plugin, ...(origin && { from: origin.file }), sources: module?.sources ?? none }
}

async function find(
  name: string,
  options: object | undefined,
  place: ConfigPlace,
  settings: PluginSettings,
): Promise<Found> {
  const shipped = settings.shipped.find(candidate => candidate.name === name)
  if (shipped) return { plugin: shipped.make(options), sources: none }
  const specifier = isShipped(name) ? `claudecodex/plugins/${name}` : name
  if (specifier.startsWith('claudecodex/plugins/')) {
    const module = (await ownModules([specifier]))[specifier]
    if (!module) {
      const meant = didYouMean(
        name,
        shippedNames().map(own => `claudecodex/plugins/${own}`),
      )
      throw new ConfigError(`this version of claudecodex has no plugin "${name}"${meant}`, place)
    }
    const value = (module as { default?: unknown }).default
    return { plugin: call(value, options), from: specifier, sources: none }
  }
  const file = await fileOf(name, place, settings)
  const module = await loadModule(file)
  if (module.value === undefined) {
    throw new ConfigError('exports no plugin: write `export default definePlugin(...)`', { file })
  }
  try {
    const plugin = await withinLimit(call(module.value, options), loadLimit, () => neverMade(file))
    return { plugin, from: file, sources: module.sources }
  } catch (thrown) {
    throw loadFailure(thrown, file, module.sources, module.borrowed)
  }
}

const neverMade = (file: string): ConfigError =>
  new ConfigError(`its factory has returned no plugin after ${loadLimit / 1_000} s`, { file })

const call = (value: unknown, options: object | undefined): unknown =>
  typeof value === 'function' ? value(options) : value

async function fileOf(name: string, place: ConfigPlace, { folder, origin }: PluginSettings): Promise<string> {
  if (/^\.{1,2}[\\/]/.test(name) || isAbsolute(name)) {
    const file = resolve(folder, name)
    if ((await stat(file).catch(() => undefined))?.isFile()) return file
    throw new ConfigError(`there is no file "${name}"; the path counts from ${folder}`, place)
  }
  const file = await resolveModule(name, origin?.file ?? resolve(folder, 'claudecodex.config.ts'))
  if (file !== undefined) return file
  throw new ConfigError(
    `there is no plugin or package "${name}"${didYouMean(name, shippedNames())}: run "npm install ${name}" in ${folder}, or write "./${name}" for a file`,
    place,
  )
}

/** The line of the entry's own text, else that of the list. */
function placeOf({ name, path }: Wanted, origin: Origin | undefined): ConfigPlace {
  if (!origin) return { key: pathText(path) }
  const quoted = [`'${name}'`, `"${name}"`, `- ${name}`]
  const index = origin.text.split('\n').findIndex(line => quoted.some(text => line.includes(text)))
  const line = name !== undefined && index >= 0 ? index + 1 : lineOf(path, origin.text)
  return { file: origin.file, ...(line && { line }), key: pathText(path) }
}

function refuseDuplicates(made: readonly Made[]): void {
  const names = new Set<string>()
  for (const { plugin, place } of made) {
    if (names.has(plugin.name)) {
      throw new ConfigError(
        `two plugins are called "${plugin.name}": remove one of them, or rename it`,
        place,
      )
    }
    names.add(plugin.name)
  }
}

async function finish(
  { plugin, options, from, sources, path }: Made,
  settings: PluginSettings,
): Promise<LoadedPlugin> {
  const given = options ?? optionsOf(plugin)
  const checked = await checkOptions(plugin, path, given)
  if (checked.problems) throw problemsError(checked.problems, settings.origin)
  const known = optionsText(given)
  const whole = known === undefined && settings.module ? hashSources(settings.module.sources) : ''
  const fingerprint = fingerprintOf([plugin.name, hashSources(sources), known ?? whole])
  return {
    plugin,
    fingerprint,
    ...(from !== undefined && { from }),
    ...(checked.value !== undefined && { options: checked.value }),
  }
}
