/** Which plugins run beside those that the configuration lists, and what the flags of a command make of them. */
import failoverPlugin from '../../plugins/failover.ts'
import logPlugin from '../../plugins/log.ts'
import recordPlugin from '../../plugins/record.ts'
import type { ShippedPlugin } from '../config/plugins.ts'
import type { ChainSettings, LoadedPlugin } from '../core/chain.ts'
import { factoryOf, optionsOf, type Plugin } from '../core/plugin.ts'

/** How the terminal shows exchanges: what a flag says comes before the options of the configuration. */
export interface MonitorFlags {
  readonly verbose?: boolean
  readonly json?: boolean
}

/** Where exchanges are recorded. */
export interface RecordFlags {
  readonly logFile?: string
  readonly logDir?: string
}

type LogOptions = Exclude<Parameters<typeof logPlugin>[0], void>
type RecordOptions = Exclude<Parameters<typeof recordPlugin>[0], void>

const monitorOptions = ({ verbose, json }: MonitorFlags): LogOptions => ({
  ...(verbose && { verbose }),
  ...(json && { json }),
})

const recordOptions = ({ logFile, logDir }: RecordFlags): RecordOptions => ({
  ...(logFile !== undefined && { file: logFile }),
  ...(logDir !== undefined && { folder: logDir }),
})

/** The plugins of every proxy, whoever the terminal belongs to; outermost first. */
export const quietPlugins = (flags: RecordFlags): readonly ShippedPlugin[] => [
  { name: 'record', make: options => recordPlugin({ ...options, ...recordOptions(flags) }) },
  { name: 'failover', make: options => failoverPlugin(options) },
]

/** The plugins of every server, outermost first. */
export const shippedPlugins = (flags: MonitorFlags & RecordFlags): readonly ShippedPlugin[] => {
  const [record, ...others] = quietPlugins(flags)
  const log = { name: 'log', make: (options?: object) => logPlugin({ ...options, ...monitorOptions(flags) }) }
  return [...(record ? [record] : []), log, ...others]
}

/** The flags also reach a plugin that the configuration has made itself: `plugins: [log({ ... })]`. */
export function withFlags(chain: ChainSettings, flags: MonitorFlags & RecordFlags): ChainSettings {
  const plugins = chain.plugins
    .map(loaded => withOptions(loaded, logPlugin, monitorOptions(flags)))
    .map(loaded => withOptions(loaded, recordPlugin, recordOptions(flags)))
  return { ...chain, plugins }
}

/** Made anew where it is a plugin of this factory and has been told otherwise. */
function withOptions<Options extends object>(
  loaded: LoadedPlugin,
  factory: (options: Options) => Plugin,
  wanted: Options,
): LoadedPlugin {
  if (factoryOf(loaded.plugin) !== factory) return loaded
  const given = optionsIn(loaded) as Options
  const isAsWanted = Object.entries(wanted).every(([name, value]) => given[name as keyof Options] === value)
  if (isAsWanted) return loaded
  const options = { ...given, ...wanted }
  const fingerprint = `${loaded.fingerprint} ${JSON.stringify(wanted)}`
  return { ...loaded, plugin: factory(options), fingerprint, options }
}

/** For a process whose terminal belongs to somebody else: no monitor that would write to it. */
export const withoutMonitor = (chain: ChainSettings): ChainSettings => ({
  ...chain,
  plugins: chain.plugins.filter(
    loaded =>
      factoryOf(loaded.plugin) !== logPlugin || (optionsIn(loaded) as LogOptions).stream !== undefined,
  ),
})

const optionsIn = (loaded: LoadedPlugin): object =>
  (loaded.options ?? optionsOf(loaded.plugin) ?? {}) as object
