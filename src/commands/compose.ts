/** Which plugins run beside those that the configuration lists, and what the flags of a command make of them. */
import failoverPlugin from '../../plugins/failover.ts'
import logPlugin from '../../plugins/log.ts'
import type { ShippedPlugin } from '../config/plugins.ts'
import type { ChainSettings, LoadedPlugin } from '../core/chain.ts'
import { factoryOf, optionsOf } from '../core/plugin.ts'

/** How the terminal shows exchanges: what a flag says comes before the options of the configuration. */
export interface MonitorFlags {
  readonly verbose?: boolean
  readonly json?: boolean
}

type LogOptions = Exclude<Parameters<typeof logPlugin>[0], void>

const wantedBy = ({ verbose, json }: MonitorFlags): LogOptions => ({
  ...(verbose && { verbose }),
  ...(json && { json }),
})

/** The plugins of every proxy, whoever the terminal belongs to. */
export const quietPlugins: readonly ShippedPlugin[] = [
  { name: 'failover', make: options => failoverPlugin(options) },
]

/** The plugins of every server, outermost first. */
export const shippedPlugins = (flags: MonitorFlags): readonly ShippedPlugin[] => [
  { name: 'log', make: options => logPlugin({ ...options, ...wantedBy(flags) }) },
  ...quietPlugins,
]

/** The flags also reach a monitor that the configuration has made itself: `plugins: [log({ ... })]`. */
export function withMonitorFlags(chain: ChainSettings, flags: MonitorFlags): ChainSettings {
  const wanted = wantedBy(flags)
  const isAsWanted = (options: LogOptions): boolean =>
    options.verbose === (wanted.verbose ?? options.verbose) && options.json === (wanted.json ?? options.json)
  const plugins = chain.plugins.map((loaded): LoadedPlugin => {
    if (!isMonitor(loaded) || isAsWanted(optionsOfLog(loaded))) return loaded
    const options = { ...optionsOfLog(loaded), ...wanted }
    const fingerprint = `${loaded.fingerprint} ${JSON.stringify(wanted)}`
    return { ...loaded, plugin: logPlugin(options), fingerprint, options }
  })
  return { ...chain, plugins }
}

/** For a process whose terminal belongs to somebody else: no monitor that would write to it. */
export const withoutMonitor = (chain: ChainSettings): ChainSettings => ({
  ...chain,
  plugins: chain.plugins.filter(loaded => !isMonitor(loaded) || optionsOfLog(loaded).stream !== undefined),
})

const isMonitor = ({ plugin }: LoadedPlugin): boolean => factoryOf(plugin) === logPlugin

const optionsOfLog = (loaded: LoadedPlugin): LogOptions =>
  (loaded.options ?? optionsOf(loaded.plugin) ?? {}) as LogOptions
