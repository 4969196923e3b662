/** Checks whom `failover` would ask: a slip in a name would come to light when the model is down, and no sooner. */
import type { Backends } from '../core/backend.ts'
import type { LoadedPlugin } from '../core/chain.ts'
import { backendSlip } from './backend-slip.ts'
import { canonicalName, unavailableBackend, unknownBackend } from './backends.ts'
import type { Origin } from './check.ts'
import { isRecord } from './checks.ts'
import type { Config } from './config.ts'
import { placeIn } from './config-file.ts'
import { ConfigError } from './errors.ts'

export interface SubstituteFacts {
  readonly plugins: readonly LoadedPlugin[]
  readonly config: Config
  readonly origin: Origin | undefined
  /** Of the configuration; those that plugins bring are not among them. */
  readonly backends: Backends
}

const tables = ['substitutes', 'contextWindow'] as const

/**
 * Sentences on substitutes that cannot be asked as things are, such as one whose key is missing. Throws a `ConfigError` for one
 * that nothing answers to.
 */
export function substituteNotices(facts: SubstituteFacts): readonly string[] {
  const options = facts.plugins.find(({ plugin }) => plugin.name === 'failover')?.options
  if (!isRecord(options)) return []
  const notices = tables.flatMap(table => {
    const lines = options[table]
    if (!isRecord(lines)) return []
    return Object.entries(lines).flatMap(([pattern, references]) => {
      const key = `${table}[${JSON.stringify(pattern)}]`
      refusePattern(pattern, key, facts)
      return [references].flat().flatMap(reference => noticesOf(String(reference), key, facts))
    })
  })
  return [...new Set(notices)]
}

/** The names of models hold colons too: only what is nearly a backend's is a slip. */
function refusePattern(pattern: string, key: string, facts: SubstituteFacts): void {
  const [name = '', ...rest] = pattern.split(':')
  if (rest.length === 0 || /[*?]/.test(name) || isKnown(name, facts)) return
  const meant = backendSlip(name, [...facts.backends.names, ...contributedOf(facts)])
  if (meant !== '') throw faultAt(key, `there is no backend "${name}"${meant}`, facts)
}

function noticesOf(reference: string, key: string, facts: SubstituteFacts): readonly string[] {
  const { config, backends } = facts
  const [name = '', ...rest] = reference.split(':')
  if (rest.length === 0) {
    throw faultAt(key, `"${reference}" names no backend: write backend:model`, facts)
  }
  if (contributedOf(facts).includes(name)) return []
  const known = canonicalName(name, config.backends)
  if (known === undefined) throw faultAt(key, unknownBackend(name, config.backends), facts)
  if (!backends.names.includes(known)) throw faultAt(key, unavailableBackend(name), facts)
  try {
    backends.find(known)
    return []
  } catch (thrown) {
    if (!ConfigError.is(thrown)) throw thrown
    return [`failover cannot ask ${reference}: ${thrown.message}`]
  }
}

const isKnown = (name: string, facts: SubstituteFacts): boolean =>
  contributedOf(facts).includes(name) || canonicalName(name, facts.config.backends) !== undefined

const contributedOf = ({ plugins }: SubstituteFacts): readonly string[] =>
  plugins.flatMap(({ plugin }) => plugin.backends?.map(({ name }) => name) ?? [])

const faultAt = (key: string, reason: string, { origin }: SubstituteFacts): ConfigError =>
  new ConfigError(`plugin "failover": option ${key}: ${reason}`, placeIn(origin, 'plugins'))
