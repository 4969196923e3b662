/** Which backend answers by default, why, and what else was found that could. */
import type { Environment } from '../wire/proxy.ts'
import { backendSlip } from './backend-slip.ts'
import { canonicalName, unavailableBackend, unknownBackend } from './backends.ts'
import type { Config } from './config.ts'
import { ConfigError, type ConfigPlace } from './errors.ts'
import { compatible } from './providers.ts'
import { isSet, type VariableName } from './variables.ts'

export interface DetectionFacts {
  /** Of the flag `--backend`. */
  readonly flag?: string | undefined
  /** Of the flag `--model`. */
  readonly model?: string | undefined
  /** The real environment alone: nothing else selects a backend. */
  readonly real: Environment
  /** With what `.env` adds: keys found there are offered. */
  readonly environment: Environment
  readonly config?: Pick<Config, 'backend' | 'backends'>
  /** Where `config.backend` stands. */
  readonly place?: ConfigPlace
  /** Backends that plugins bring. */
  readonly contributed?: readonly string[]
  /** The providers that this build can make. */
  readonly makeable: readonly string[]
}

export interface Detection {
  readonly name: string
  /** Completes "backend NAME: ". */
  readonly reason: string
  readonly offers: readonly string[]
  /** On variables that would have chosen what this version lacks. */
  readonly notices: readonly string[]
}

/** The first rule that applies. Throws a `ConfigError` for a name that nothing answers to. */
export function detectBackend(facts: DetectionFacts): Detection {
  const chosen = named(facts)
  const found = chosen ?? implied(facts) ?? fallback
  const { name, reason } = modelled(facts, found) ?? found
  return { name, reason, offers: offers([name, found.name], facts), notices: chosen ? [] : powerless(facts) }
}

type Choice = Pick<Detection, 'name' | 'reason'>

const fallback: Choice = {
  name: 'anthropic',
  reason: "nothing else is configured, so the client's own credentials are used",
}

function named({ flag, real, config = {}, place = {}, ...facts }: DetectionFacts): Choice | undefined {
  const given: readonly (readonly [string | undefined, string, (reason: string) => ConfigError])[] = [
    [flag, 'chosen by --backend', reason => new ConfigError(`--backend: ${reason}`)],
    [real.LLM_BACKEND?.trim(), 'chosen by LLM_BACKEND', reason => new ConfigError(`LLM_BACKEND: ${reason}`)],
    [config.backend, 'chosen by the configuration', reason => new ConfigError(reason, place)],
  ]
  const [wanted = '', reason = '', error] = given.find(([name]) => name) ?? []
  if (!error) return undefined
  const known = knownName(wanted, { config, ...facts })
  if (known === undefined) throw error(unknownBackend(wanted, config.backends))
  if (!isThere(known, { config, ...facts })) throw error(unavailableBackend(wanted))
  return { name: known, reason }
}

type Names = Pick<DetectionFacts, 'config' | 'contributed' | 'makeable'>

const knownName = (name: string, { config, contributed }: Names): string | undefined =>
  contributed?.includes(name) ? name : canonicalName(name, config?.backends)

/** Beside those of the providers. */
const ownNames = ({ config = {}, contributed = [] }: Names): readonly string[] => [
  ...Object.keys(config.backends ?? {}),
  ...contributed,
]

/** Whether this version can make it, or somebody has brought it. */
const isThere = (name: string, { config, contributed, makeable }: Names): boolean =>
  makeable.includes(name) ||
  contributed?.includes(name) === true ||
  Object.hasOwn(config?.backends ?? {}, name)

/** A model that is named with its backend is asked there, whatever else names one. */
function modelled({ model = '', ...facts }: DetectionFacts, found: Choice): Choice | undefined {
  const [prefix = '', ...rest] = model.split(':')
  const name = rest.length > 0 ? knownName(prefix, facts) : undefined
  const slip = rest.length > 0 && name === undefined ? backendSlip(prefix, ownNames(facts)) : ''
  if (slip !== '') {
    const whole = `${found.name}:${model}`
    throw new ConfigError(
      `--model: there is no backend "${prefix}"${slip} If it is part of a model's name, write ${whole}`,
    )
  }
  if (name === undefined || name === found.name) return undefined
  if (!isThere(name, facts)) throw new ConfigError(`--model: ${unavailableBackend(prefix)}`)
  const reason = 'named by --model'
  return { name, reason: found === fallback ? reason : `${reason}; else ${found.name}, ${found.reason}` }
}

/** Variables that select a backend by being set in the real environment, in the order in which they count. */
const selecting: readonly (readonly [VariableName, string])[] = [
  ['COUNCIL_MODELS', 'council'],
  ['OPENAICOMPATIBLE_API_KEY', 'openai_compatible'],
  ['OPENAICOMPATIBLE_BASE_URL', 'openai_compatible'],
  ['BEDROCK_MODEL_ID', 'bedrock'],
  ['AWS_PROFILE', 'bedrock'],
]

function implied(facts: DetectionFacts): Choice | undefined {
  const [variable, name] = selectingOnes(facts).find(([, name]) => isThere(name, facts)) ?? []
  return variable && name ? { name, reason: `${variable} is set` } : undefined
}

const selectingOnes = ({ real }: DetectionFacts) => selecting.filter(([variable]) => isSet(real, variable))

/** An AWS profile that is exported for other programs must not keep this one from starting. */
function powerless(facts: DetectionFacts): readonly string[] {
  const ones = selectingOnes(facts)
  const first = ones.findIndex(([, name]) => isThere(name, facts))
  return ones
    .slice(0, first < 0 ? ones.length : first)
    .map(([variable, name]) => `${variable} is set and chooses nothing: this version has no backend ${name}`)
}

/** Variables that show what could be used. Nobody's code goes to another vendor because a key happens to be there. */
const offering: readonly (readonly [VariableName, string])[] = [
  ...selecting,
  ...compatible.flatMap(({ name, keyVariable }) => (keyVariable ? [[keyVariable, name] as const] : [])),
  ['AWS_BEARER_TOKEN_BEDROCK', 'bedrock'],
  ['AWS_ACCESS_KEY_ID', 'bedrock'],
  ['ANTHROPIC_API_KEY', 'anthropic'],
]

function offers(
  chosen: readonly string[],
  { environment, config = {}, makeable }: DetectionFacts,
): readonly string[] {
  const declared = config.backend === undefined ? Object.keys(config.backends ?? {}) : []
  const found = new Map<string, string>(
    declared.map(name => [name, `${name} is declared: --backend ${name}`]),
  )
  for (const [variable, name] of offering) {
    if (found.has(name) || !makeable.includes(name) || !isSet(environment, variable)) continue
    found.set(name, `${variable} found: --backend ${name}`)
  }
  for (const name of chosen) found.delete(name)
  return [...found.values()]
}
