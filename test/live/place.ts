/** A provider made ready: its backend, and a chain in which nothing else is. */
import type { Backend } from '../../src/core/backend.ts'
import type { ChainSettings } from '../../src/core/chain.ts'
import type { Program } from './program.ts'
import type { Environment, LiveProvider } from './providers.ts'

export interface Place {
  readonly chain: ChainSettings
  /** Ids of its list; none where it cannot be had. */
  models(limit: number): Promise<readonly string[]>
  close(): void
}

/** Throws where the backend cannot be made. */
export function openPlace(provider: LiveProvider, program: Program, environment: Environment): Place {
  const { name } = provider
  const wire = program.createWire({ environment })
  const backends = program.makeBackends({
    config: { backends: { [name]: provider.backend(environment) } },
    environment,
    wire,
    log: silent,
    facts: program.modelFacts(),
  })
  const chain: ChainSettings = {
    plugins: [],
    backends,
    models: { defaultBackend: name, rules: [] },
    config: { backends: backends.names, defaultBackend: name },
  }
  const backend = backends.find(name)
  if (!backend) throw new TypeError(`${name} makes no backend`)
  return {
    chain,
    models: limit => idsOf(program, chain, backend, limit),
    close: () => wire.close(),
  }
}

const nothing = (): void => {}
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing }

async function idsOf(
  { listedModels }: Program,
  chain: ChainSettings,
  backend: Backend,
  limit: number,
): Promise<readonly string[]> {
  try {
    return ((await listedModels(chain, backend, AbortSignal.timeout(limit))) ?? []).map(({ id }) => id)
  } catch {
    // The turns say why.
    return []
  }
}
