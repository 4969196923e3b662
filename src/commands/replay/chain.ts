/** Today's chain for requests of a recording: what the configuration runs, without what would get in a replay's way. */
import type { ChainSettings, LoadedPlugin } from '../../core/chain.ts'
import type { Plugin } from '../../core/plugin.ts'

/** Each request is sent once, to the backend that is meant, and the terminal is the replay's own. */
const inTheWay = /^(failover|log|record|cache.*)$/

export interface ReplayChain {
  readonly chain: ChainSettings
  /** Names of the plugins that run, outermost first, and of those that are left out. */
  readonly running: readonly string[]
  readonly leftOut: readonly string[]
}

/** `own` stand at the end of the list: among those that come last they are the innermost. */
export function replayChain(chain: ChainSettings, own: readonly Plugin[]): ReplayChain {
  const isLeftOut = ({ plugin }: LoadedPlugin): boolean => inTheWay.test(plugin.name)
  const kept = chain.plugins.filter(loaded => !isLeftOut(loaded))
  const added = own.map((plugin): LoadedPlugin => ({ plugin, fingerprint: plugin.name }))
  return {
    chain: { ...chain, plugins: [...kept, ...added] },
    running: kept.map(({ plugin }) => plugin.name),
    leftOut: chain.plugins.filter(isLeftOut).map(({ plugin }) => plugin.name),
  }
}
