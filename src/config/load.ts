/** Loads the configuration: flags, environment, `.env`, file and defaults become one value with nothing left to decide. */
import { dirname } from 'node:path'
import type { Backends } from '../core/backend.ts'
import { type Log, silentLog } from '../core/log.ts'
import { modelFacts } from '../core/model-facts.ts'
import { createWire, type Wire } from '../wire/http.ts'
import type { Environment } from '../wire/proxy.ts'
import { makeableProviders, makeBackends } from './backends.ts'
import { readCertificates } from './certificates.ts'
import type { Config } from './config.ts'
import { type ConfigFile, placeIn, readConfigFile } from './config-file.ts'
import type { Configuration } from './configuration.ts'
import {
  councilSettings,
  type Decided,
  modelNotices,
  modelSettings,
  proxyNotices,
  refuseCircle,
} from './decisions.ts'
import { type Detection, detectBackend } from './detect.ts'
import { type LoadedEnvironment, loadEnvironment } from './environment.ts'
import { ConfigError, type ConfigPlace } from './errors.ts'
import type { Flags } from './flags.ts'
import { homeFolder } from './home.ts'
import { type ResolvedPlugins, resolvePlugins, type ShippedPlugin } from './plugins.ts'
import { pricesFrom } from './prices.ts'
import { refuseForeignHost, serverSettings } from './server-settings.ts'
import { backendStores } from './state.ts'
import { substituteNotices } from './substitutes.ts'
import { badVariables, variable } from './variables.ts'

export interface LoadOptions {
  /** Default: that of the process. */
  readonly cwd?: string
  /** The real environment. Default: that of the process. */
  readonly env?: Environment
  readonly flags?: Flags
  /** Plugins that are always in the chain, outermost first. */
  readonly shipped?: readonly ShippedPlugin[]
  /** Given to the backends. */
  readonly log?: Log
  /** Stands between the backends and the network: gets the wire that is made, and returns the one that is used. */
  readonly wire?: (made: Wire) => Wire
  /** Where the search upwards ends. Default: the user's home directory. */
  readonly stopDir?: string
}

/** Throws a `ConfigError` that says what to change, and where. Nothing is written, no connection is made. */
export async function loadConfiguration(options: LoadOptions = {}): Promise<Configuration> {
  const { log = silentLog, wire: between = made => made } = options
  const material = await gather(options)
  const { flags, environment, file, plugins, certificates, home, record } = material
  const { config, origin } = file
  const placeOf = (key: string): ConfigPlace => placeIn(origin, 'server', key)
  await refuseForeignHost(flags, config, placeOf)
  const server = serverSettings(flags, environment.values, config, placeOf)
  refuseCircle(environment.values, server)
  const { name, reason, offers, notices } = detect(material)
  const decided: Decided = { flags, environment: environment.values, config, backend: name }
  const made = createWire({
    environment: environment.values,
    ca: [...certificates.values()],
    ...(config.timeouts && { timeouts: config.timeouts }),
  })
  const wire = between(made)
  const facts = modelFacts(config.modelFacts)
  const own = { config, origin, environment: environment.values }
  const council = councilSettings(environment.values, config)
  const prices = pricesFrom(config.modelFacts)
  const backends = makeBackends({ ...own, wire, log, facts, council, prices, store: backendStores(home) })
  // The default one is made at once: what it lacks is said at the start and not to the first client.
  makeDefault(backends, { name, reason })
  const substitutes = substituteNotices({ plugins: plugins.plugins, config, origin, backends })
  const shared = origin && { file: origin.file }
  return {
    ...shared,
    files: filesOf(material),
    home,
    server,
    chain: {
      plugins: plugins.plugins,
      backends,
      models: modelSettings(decided),
      config: { ...shared, home, backends: backends.names, defaultBackend: name },
      prices,
      strict: flags.strict ?? config.strict ?? false,
    },
    declared: Object.keys(config.backends ?? {}),
    backend: { name, reason },
    offers,
    notices: [...noticesOf(material), ...notices, ...modelNotices(decided), ...substitutes],
    record,
    council,
    facts,
    wire,
    environment: environment.values,
  }
}

/** Everything that has to be read. */
interface Material {
  readonly flags: Flags
  readonly environment: LoadedEnvironment
  readonly home: string
  readonly file: ConfigFile
  readonly plugins: ResolvedPlugins
  /** PEM texts by file. */
  readonly certificates: ReadonlyMap<string, string>
  readonly record: boolean
}

async function gather(options: LoadOptions): Promise<Material> {
  const { cwd = process.cwd(), env = process.env, flags = {}, shipped = [], stopDir } = options
  const environment = await loadEnvironment(cwd, env)
  const home = homeFolder(cwd, env)
  const search = { cwd, home, config: flags.config, ...(stopDir !== undefined && { stopDir }) }
  const file = await readConfigFile(search, environment)
  const { config, origin, module } = file
  const folder = origin ? dirname(origin.file) : cwd
  const record =
    flags.record !== false && (variable(environment.values, 'CLAUDECODEX_RECORD') ?? config.record ?? true)
  const plugins = await resolvePlugins({
    entries: config.plugins ?? [],
    folder,
    origin,
    module,
    shipped,
    without: [
      ...(record ? [] : ['record']),
      ...(wantsFailover(flags, environment, config) ? [] : ['failover']),
    ],
  })
  const certificates = await readCertificates(config, folder, placeIn(origin, 'ca'))
  return { flags, environment, home, file, plugins, certificates, record }
}

const wantsFailover = (flags: Flags, { values }: LoadedEnvironment, config: Config): boolean =>
  flags.failover !== false && (variable(values, 'CLAUDECODEX_FAILOVER') ?? config.failover ?? true)

const detect = ({ flags, environment, file, plugins }: Material): Detection =>
  detectBackend({
    flag: flags.backend,
    model: flags.model,
    real: environment.real,
    environment: environment.values,
    config: file.config,
    place: placeIn(file.origin, 'backend'),
    contributed: plugins.plugins.flatMap(({ plugin }) => plugin.backends?.map(({ name }) => name) ?? []),
    makeable: makeableProviders(),
  })

/** Whoever reads of what a backend lacks must know why it is wanted at all. */
function makeDefault(backends: Backends, { name, reason }: Configuration['backend']): void {
  try {
    backends.find(name)
  } catch (thrown) {
    // With a place in the file, that says it.
    if (!ConfigError.is(thrown) || thrown.file !== undefined) throw thrown
    throw new ConfigError(`${thrown.message} (backend ${name}: ${reason})`, { cause: thrown })
  }
}

const noticesOf = ({ environment, file }: Material): readonly string[] => [
  ...environment.notices,
  ...file.notices,
  ...badVariables(environment.values),
  ...proxyNotices(environment.values),
]

const filesOf = ({ environment, file, plugins, certificates }: Material): readonly string[] => [
  ...new Set([
    ...file.files,
    ...plugins.files,
    ...certificates.keys(),
    ...(environment.file === undefined ? [] : [environment.file]),
  ]),
]
