/** The chain a plugin is tested in: one plugin after another, and a backend that is listened to. */
import type { MessagesRequest } from '../anthropic/request.ts'
import type { Backend, Call } from '../core/backend.ts'
import type { ChainSettings, LoadedPlugin, Prices } from '../core/chain.ts'
import { type GivenPrice, givenPrice } from '../core/model-facts.ts'
import { optionsOf, type Plugin } from '../core/plugin.ts'
import { PluginStartError } from '../core/running-chain.ts'
import { memoryStore, type Store } from '../core/store.ts'
import { frozen } from './freeze.ts'

/** The first backend answers; `requests` gets what it is asked; `places` has the files of plugins, where they are known. */
export async function chainOf(
  plugins: readonly Plugin[],
  answering: Backend,
  others: readonly Backend[],
  requests: MessagesRequest[],
  places: ReadonlyMap<Plugin, string> = new Map(),
): Promise<ChainSettings> {
  const all = [listened(answering, requests), ...others]
  const names = all.map(({ name }) => name)
  const defaultBackend = answering.name
  return {
    plugins: await Promise.all(
      plugins.map((plugin, position) => loaded(plugin, position, places.get(plugin))),
    ),
    backends: { names, find: name => all.find(backend => backend.name === name) },
    models: { defaultBackend, rules: [] },
    config: { backends: names, defaultBackend },
  }
}

/** A plugin with its options as its schema gives them back, as the configuration loads it. */
async function loaded(plugin: Plugin, position: number, from: string | undefined): Promise<LoadedPlugin> {
  const bare = { plugin, fingerprint: `${position}`, ...(from !== undefined && { from }) }
  if (!plugin.options) return bare
  // No options at all are an empty object to every schema that is one.
  const result = await plugin.options['~standard'].validate(optionsOf(plugin) ?? {})
  if (!result.issues) return { ...bare, options: result.value }
  const faults = result.issues.map(({ message, path = [] }) => {
    const keys = path.map(part => String(typeof part === 'object' ? part.key : part))
    return [keys.join('.'), message].filter(text => text !== '').join(': ')
  })
  throw new PluginStartError(`plugin "${plugin.name}": its options are wrong: ${faults.join('; ')}`)
}

/** The same backend; keeps what it is asked, and freezes what it says. */
function listened(backend: Backend, requests: MessagesRequest[]): Backend {
  const { countTokens, models } = backend
  return {
    name: backend.name,
    ...(backend.model !== undefined && { model: backend.model }),
    ...(backend.native !== undefined && { native: backend.native }),
    stream(request, call) {
      requests.push(request)
      return frozen(backend.stream(request, call))
    },
    ...(countTokens && {
      countTokens: (request: MessagesRequest, call: Call) => {
        requests.push(request)
        return countTokens.call(backend, request, call)
      },
    }),
    ...(models && { models: (call: Call) => models.call(backend, call) }),
  }
}

/** As a configuration gives them. */
export function pricesOf(prices: Readonly<Record<string, GivenPrice>> = {}): Prices {
  const own = Object.fromEntries(Object.entries(prices).map(([name, price]) => [name, { price }]))
  return async ({ name }, model) => givenPrice(own, name, model)
}

export function storesFor(plugin: string, given: Store | undefined): (name: string) => Store {
  const stores = new Map<string, Store>(given && [[plugin, given]])
  return name => {
    const store = stores.get(name) ?? memoryStore()
    stores.set(name, store)
    return store
  }
}
