/** What a council needs of the configuration: its settings, who sits in it, and the chain that its calls go through. */
import type { Configuration } from '../../config/configuration.ts'
import { councilOf, type ResolvedCouncil, resolveCouncil } from '../../config/council.ts'
import { loadConfiguration } from '../../config/load.ts'
import { fileStores } from '../../config/state.ts'
import type { Backends } from '../../core/backend.ts'
import type { ChainSettings } from '../../core/chain.ts'
import { createGateway, type Gateway } from '../../core/gateway.ts'
import type { Log } from '../../core/log.ts'
import type { Council } from '../../council/types.ts'
import { quietPlugins, withFlags, withoutMonitor } from '../compose.ts'
import { type CouncilFlags, settingsWith } from './flags.ts'

export interface CouncilStage {
  readonly configuration: Configuration
  readonly chain: ChainSettings
  readonly council: Council
  readonly resolved: ResolvedCouncil
}

/** Throws a `ConfigError` or a `CommandError`. No connection is made, nothing is written. */
export async function councilStage(flags: CouncilFlags, log: Log, seed: string): Promise<CouncilStage> {
  const configuration = await loadConfiguration({
    // Members are named with their backends: a default one that lacks its key is in nobody's way.
    flags: {
      backend: 'sim',
      // The council tries again itself, and a substitute would speak in a member's name.
      failover: false,
      ...(flags.config !== undefined && { config: flags.config }),
      ...(flags.record !== undefined && { record: flags.record }),
    },
    shipped: quietPlugins(flags),
    log,
  })
  const { council: settled, environment, declared } = configuration
  const settings = settingsWith(settled, flags)
  const backends = withContributed(configuration.chain)
  const resolved = resolveCouncil(settings, { backends, environment, declared })
  const council = councilOf(settings, resolved, seed)
  return {
    configuration,
    chain: chainFor(withoutMonitor(withFlags(configuration.chain, flags)), backends, resolved),
    council: flags.select ? { ...council, synthesizes: false } : council,
    resolved,
  }
}

/** Sets up the plugins. Throws a `PluginStartError`. */
export const openGateway = ({ chain, configuration }: CouncilStage, log: Log): Promise<Gateway> =>
  createGateway({ chain, log, store: fileStores(configuration.home) })

/** With those that plugins bring. */
function withContributed({ backends, plugins }: ChainSettings): Backends {
  const contributed = plugins.flatMap(({ plugin }) => plugin.backends ?? [])
  return {
    names: [...backends.names, ...contributed.map(({ name }) => name)],
    find: name => contributed.find(backend => backend.name === name) ?? backends.find(name),
  }
}

/** Whatever a plugin asks without naming a backend goes to that of the first member. */
function chainFor(chain: ChainSettings, all: Backends, { members }: ResolvedCouncil): ChainSettings {
  const [first] = members
  const defaultBackend = first?.model.split(':', 1)[0] ?? chain.models.defaultBackend
  const { fixed: _, ...models } = chain.models
  return {
    ...chain,
    models: { ...models, defaultBackend },
    config: { ...chain.config, backends: all.names, defaultBackend },
  }
}
