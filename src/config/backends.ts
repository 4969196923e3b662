/** Makes backends by name: those a configuration declares, and those that variables alone describe. */
import type { BackendFactory } from '../backends/backend-factory.ts'
import { hostProfiles } from '../backends/openai/hosts.ts'
import type { Backend, Backends } from '../core/backend.ts'
import type { Prices } from '../core/chain.ts'
import type { Log } from '../core/log.ts'
import type { ModelFactsOf } from '../core/model-facts.ts'
import type { Store } from '../core/store.ts'
import type { Wire } from '../wire/http.ts'
import type { Environment } from '../wire/proxy.ts'
import { type Origin, problemsError } from './check.ts'
import { isRecord, type KeyPath, shape } from './checks.ts'
import type { BackendData, BackendEntry, Config } from './config.ts'
import type { CouncilSettings } from './configuration.ts'
import { councilBackend } from './council-backend.ts'
import { ConfigError } from './errors.ts'
import { kindNamed, kinds } from './kinds.ts'
import { didYouMean } from './nearest.ts'
import { type Options, optionsFor, type Provider, providerNamed, providers } from './providers.ts'

export interface BackendSettings {
  readonly config: Config
  /** Where `config` came from. */
  readonly origin?: Origin | undefined
  readonly environment: Environment
  readonly wire: Wire
  readonly log: Log
  readonly facts: ModelFactsOf
  /** Who sits in the council. Default: nobody. */
  readonly council?: CouncilSettings
  readonly prices?: Prices
  /** Makes the store of a backend. Default: none is kept. */
  readonly store?: (backend: string) => Store
}

/** The providers this build can make, in the order of the table. */
export const makeableProviders = (): readonly string[] =>
  providers.filter(({ kind }) => kindNamed(kind)).map(({ name }) => name)

/** The name a backend goes by: a declared one as it is written, a provider's own name for its aliases. */
export const canonicalName = (name: string, declared: Config['backends'] = {}): string | undefined =>
  Object.hasOwn(declared, name) ? name : providerNamed(name)?.name

/** `unknown backend "opnai"`, with what can be used instead. */
export function unknownBackend(name: string, declared: Config['backends'] = {}): string {
  const names = [...Object.keys(declared), ...makeableProviders()]
  return `there is no backend "${name}"${didYouMean(name, names) || `; use ${names.join(', ')}`}`
}

/** `this version has no backend "council"`, with what can be used instead. */
export const unavailableBackend = (name: string): string =>
  `this version has no backend "${name}"; use ${usable().join(', ')}`

const usable = (): readonly string[] => [...new Set([...makeableProviders(), ...Object.keys(kinds)])]

/** Nothing is made before it is asked for, so that a missing key of one provider does not stop the others. */
export function makeBackends(settings: BackendSettings): Backends {
  const { backends: declared = {} } = settings.config
  const made = new Map<string, Backend>()
  const making = new Set<string>()
  const backends: Backends = {
    names: [...new Set([...Object.keys(declared), ...makeableProviders()])],
    find(wanted) {
      // Asked for every request, nearly always by the name it was made under.
      const known = made.get(wanted)
      if (known) return known
      const name = canonicalName(wanted, declared)
      if (name === undefined) return undefined
      const backend = made.get(name) ?? make(name)
      made.set(name, backend)
      return backend
    },
  }
  const make = (name: string): Backend => {
    if (making.has(name)) throw new ConfigError(`the backend ${name} cannot be made of itself`)
    making.add(name)
    try {
      return makeBackend(name, settings, backends)
    } finally {
      making.delete(name)
    }
  }
  return backends
}

function makeBackend(name: string, settings: BackendSettings, all: Backends): Backend {
  const { backends = {} } = settings.config
  const entry: BackendEntry = (Object.hasOwn(backends, name) && backends[name]) || { use: name }
  if (typeof entry !== 'function' && isBackend(entry))
    return entry.name === name ? entry : renamed(entry, name)
  const factory = typeof entry === 'function' ? entry : dataFactory(name, entry, settings)
  const backend = called(factory, name, settings, all)
  if (isBackend(backend)) return backend
  const reason = 'is a function that makes no backend: call it, as in `anthropic({ ... })`'
  throw placed(reason, ['backends', name], settings)
}

function called(factory: BackendFactory, name: string, settings: BackendSettings, all: Backends): unknown {
  try {
    const { wire, log, store } = settings
    const facts: ModelFactsOf = model => settings.facts(model, name)
    const council: BackendFactory = context => councilOf(settings, all)(context)
    return factory({ name, wire, log, facts, council, ...(store && { store: store(name) }) })
  } catch (thrown) {
    if (ConfigError.is(thrown)) throw thrown
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw placed(`the backend ${name} cannot be made: ${reason}`, ['backends', name], settings)
  }
}

const nobody: CouncilSettings = {
  members: [],
  mode: 'full',
  timeoutMs: 120_000,
  trigger: 'auto',
  progress: 'auto',
}

const councilOf = (
  { council, prices, environment, config }: BackendSettings,
  backends: Backends,
): BackendFactory =>
  councilBackend({
    settings: council ?? nobody,
    backends,
    environment,
    declared: Object.keys(config.backends ?? {}),
    prices,
  })

const isBackend = (value: unknown): value is Backend => isRecord(value) && typeof value.stream === 'function'

/** The same backend under the name that the configuration gives it. Its methods keep their own object. */
const renamed = (backend: Backend, name: string): Backend =>
  new Proxy(backend, {
    get(target, key) {
      if (key === 'name') return name
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })

/** `{ use: KIND or PROVIDER, ...options }`: a provider lends what its variables say, and the given options win. */
function dataFactory(
  name: string,
  { use, ...given }: BackendData,
  settings: BackendSettings,
): BackendFactory {
  const provider = providerNamed(use)
  const kind = kindNamed(provider?.kind ?? use)
  const path = ['backends', name]
  if (!kind) throw placed(unmakeable(use, provider !== undefined), [...path, 'use'], settings)
  const problems = shape(kind.options)(given, path)
  if (problems.length > 0) throw problemsError(problems, settings.origin)
  const options = provider
    ? { ...hostOf(provider, given), ...optionsFor(provider, settings.environment, given) }
    : given
  const { credentials } = settings.config
  return kind.make('credentials' in kind.options && credentials ? { credentials, ...options } : options)
}

/** Who says `use: ollama` means Ollama, wherever it is; `openai` also stands for whatever speaks as OpenAI does. */
const hostOf = ({ name, kind }: Provider, { baseUrl }: Options): Options =>
  kind === 'openai' &&
  name !== 'openai' &&
  baseUrl !== undefined &&
  hostProfiles.some(host => host.name === name)
    ? { host: name }
    : {}

const unmakeable = (use: string, known: boolean): string =>
  known
    ? unavailableBackend(use)
    : `there is no backend "${use}"${didYouMean(use, usable()) || `; use ${usable().join(', ')}`}`

/** An error at a key of the configuration file; a backend that no file declares has no such place. */
const placed = (reason: string, path: KeyPath, { origin, config }: BackendSettings): ConfigError =>
  Object.hasOwn(config.backends ?? {}, String(path[1]))
    ? problemsError([{ reason, path }], origin)
    : new ConfigError(reason)
