/** The configuration of a proxy that answers from a recording: whatever else was configured, nothing but that answers. */
import { type RecordedOptions, recorded } from '../../backends/recorded/index.ts'
import type { Configuration } from '../../config/configuration.ts'
import type { Backend, Backends } from '../../core/backend.ts'
import type { ChainSettings } from '../../core/chain.ts'
import type { Log } from '../../core/log.ts'
import { splitRef } from '../../core/models.ts'

export const servedName = 'recorded'
/** Under this name, and under none that a client knows, what was not recorded is asked of the configured backend. */
export const liveName = 'live'

/** `options` of the backend, but for who is asked where it misses: that is the configured one. */
export function servedConfiguration(
  configuration: Configuration,
  options: RecordedOptions,
  { log, asksLive }: { readonly log: Log; readonly asksLive: boolean },
): Configuration {
  const { chain, backend, wire } = configuration
  const { backend: name = backend.name, model } = splitRef(chain.models.fixed?.model ?? '', chain.backends)
  const asked = asksLive ? { ...options, onMiss: { ask: `${liveName}:${model}` } } : options
  const served = recorded(asked)({ name: servedName, wire, log })
  const live = asksLive ? chain.backends.find(name) : undefined
  return {
    ...configuration,
    chain: servedChain(chain, served, live),
    backend: { name: servedName, reason: 'replay --serve' },
  }
}

function servedChain(chain: ChainSettings, served: Backend, live: Backend | undefined): ChainSettings {
  const { prices: _, ...rest } = chain
  return {
    ...rest,
    // The others have had their say in what was recorded; twice they would change it again.
    plugins: chain.plugins.filter(({ plugin }) => plugin.name === 'log'),
    backends: backendsOf(served, live),
    models: { defaultBackend: served.name, rules: [] },
    config: { ...chain.config, backends: [served.name], defaultBackend: served.name },
    strict: false,
  }
}

/** A recorded request may name a backend of then, `openai:gpt-5.1`: it finds none, and comes here with its whole name. */
const backendsOf = (served: Backend, live: Backend | undefined): Backends => ({
  names: [served.name],
  find: name => (name === served.name ? served : name === liveName ? live : undefined),
})
