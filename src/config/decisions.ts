/** What follows from flags, variables and file together: models, council, and what is worth a notice. */
import type { ModelSettings } from '../core/models.ts'
import { type Environment, proxyFor } from '../wire/proxy.ts'
import { canonicalName } from './backends.ts'
import type { Config } from './config.ts'
import type { CouncilSettings, ServerSettings } from './configuration.ts'
import { ConfigError } from './errors.ts'
import type { Flags } from './flags.ts'
import {
  missingModelNotice,
  modelFromVariable,
  type Provider,
  providerNamed,
  replacedModelNotice,
} from './providers.ts'
import { isOwnMachine } from './server-settings.ts'
import { variable } from './variables.ts'

export interface Decided {
  readonly flags: Flags
  readonly environment: Environment
  readonly config: Config
  /** Name of the default backend. */
  readonly backend: string
}

/** The default backend, where no declaration has taken its name. */
const builtIn = ({ backend, config }: Decided): Provider | undefined =>
  Object.hasOwn(config.backends ?? {}, backend) ? undefined : providerNamed(backend)

export function modelSettings(decided: Decided): ModelSettings {
  const { flags, environment, config, backend } = decided
  const provider = builtIn(decided)
  const fixed =
    flags.model !== undefined
      ? { model: flags.model, reason: 'named by --model' }
      : provider && modelFromVariable(provider, environment)
  return {
    defaultBackend: backend,
    ...(fixed && { fixed }),
    rules: Object.entries(config.models ?? {}).map(([pattern, model]) => ({ pattern, model })),
    listed: listed(decided, fixed?.model),
  }
}

/** The default backend, the declared ones, and those that the table leads to: nobody else is asked for a list. */
function listed({ config, backend }: Decided, fixed = ''): readonly string[] {
  const declared = config.backends ?? {}
  const led = [fixed, ...Object.values(config.models ?? {})].flatMap(model => {
    const [name = '', ...rest] = model.split(':')
    return (rest.length > 0 && canonicalName(name, declared)) || []
  })
  return [...new Set([backend, ...Object.keys(declared), ...led])]
}

export function councilSettings(environment: Environment, { council = {} }: Config): CouncilSettings {
  const { members = [], chairman: named, mode = 'full', trigger = 'auto', progress = 'auto' } = council
  const chairman = variable(environment, 'COUNCIL_CHAIRMAN') ?? (named === undefined ? named : String(named))
  const reviewers = variable(environment, 'COUNCIL_REVIEWERS') ?? council.reviewers
  const deadlineMs = inMilliseconds(variable(environment, 'COUNCIL_DEADLINE')) ?? council.deadlineMs
  const quorum = variable(environment, 'COUNCIL_QUORUM') ?? council.quorum
  const seed = variable(environment, 'COUNCIL_SEED') ?? council.seed
  const maxDollars = variable(environment, 'COUNCIL_MAX_USD') ?? council.maxDollars
  return {
    members: variable(environment, 'COUNCIL_MODELS') ?? members,
    ...(chairman !== undefined && { chairman }),
    ...(reviewers !== undefined && { reviewers }),
    mode: variable(environment, 'COUNCIL_MODE') ?? mode,
    timeoutMs: inMilliseconds(variable(environment, 'COUNCIL_TIMEOUT')) ?? council.timeoutMs ?? 120_000,
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...(quorum !== undefined && { quorum }),
    ...(seed !== undefined && { seed }),
    ...(maxDollars !== undefined && { maxDollars }),
    trigger: variable(environment, 'COUNCIL_TRIGGER') ?? trigger,
    progress: variable(environment, 'COUNCIL_PROGRESS') ?? progress,
  }
}

const inMilliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1000

export function modelNotices(decided: Decided): readonly string[] {
  const { flags, environment, config } = decided
  const provider = builtIn(decided)
  if (flags.model !== undefined || provider === undefined) return []
  const replaced = replacedModelNotice(provider, environment)
  // A table may lead each of the client's models to one that is there.
  const missing = config.models === undefined ? missingModelNotice(provider, environment) : undefined
  return [replaced, missing].filter(notice => notice !== undefined)
}

/** On web proxies that cannot be used, which would otherwise come to light with the first request. */
export function proxyNotices(environment: Environment): readonly string[] {
  const notices = ['https', 'http'].flatMap(scheme => {
    try {
      const proxy = proxyFor(new URL(`${scheme}://upstream.invalid`), environment)
      const given = proxy && environment[proxy.variable]?.trim()
      // A word alone is the name of a host to every program that reads these variables.
      if (!proxy || given === undefined || !/^[\w-]+$/.test(given)) return []
      return [
        `${proxy.variable}: requests go through ${proxy.url.origin}:80; write http://host:port if that is not meant`,
      ]
    } catch (thrown) {
      return [`${(thrown as Error).message} Until then requests that need it fail`]
    }
  })
  return [...new Set(notices)]
}

/** Throws a `ConfigError` where requests would come back here for ever. */
export function refuseCircle(environment: Environment, { port }: ServerSettings): void {
  const upstream = variable(environment, 'ANTHROPIC_UPSTREAM_URL')
  const url = upstream === undefined ? undefined : new URL(upstream)
  if (!url || !isOwnMachine(url.hostname) || url.port !== String(port)) return
  throw new ConfigError(
    `ANTHROPIC_UPSTREAM_URL: ${url.origin} is this proxy itself; name the server that is to answer, or another --port`,
  )
}
