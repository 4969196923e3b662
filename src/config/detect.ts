/** Which backend answers by default, why, and what else was found that could. */
import type { Environment } from '../wire/proxy.ts'
import { canonicalName, unknownBackend } from './backends.ts'
import type { Config } from './config.ts'
import { ConfigError, type ConfigPlace } from './errors.ts'
import { isSet, type VariableName } from './variables.ts'

export interface DetectionFacts {
  /** Of the flag `--backend`. */
  readonly flag?: string | undefined
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
}

/** The first rule that applies. Throws a `ConfigError` for a name that nothing answers to. */
export function detectBackend(facts: DetectionFacts): Detection {
  const { name, reason } = named(facts) ?? implied(facts) ?? fallback
  return { name, reason, offers: offers(name, facts) }
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
  const known = facts.contributed?.includes(wanted) ? wanted : canonicalName(wanted, config.backends)
  if (known === undefined) throw error(unknownBackend(wanted, config.backends))
  return { name: known, reason }
}

/** Variables that select a backend by being set in the real environment, in the order in which they count. */
const selecting: readonly (readonly [VariableName, string])[] = [
  ['COUNCIL_MODELS', 'council'],
  ['OPENAICOMPATIBLE_API_KEY', 'openai_compatible'],
  ['OPENAICOMPATIBLE_BASE_URL', 'openai_compatible'],
  ['BEDROCK_MODEL_ID', 'bedrock'],
  ['AWS_PROFILE', 'bedrock'],
]

function implied({ real }: DetectionFacts): Choice | undefined {
  const [variable, name] = selecting.find(([candidate]) => isSet(real, candidate)) ?? []
  return variable && name ? { name, reason: `${variable} is set` } : undefined
}

/** Variables that show what could be used. Nobody's code goes to another vendor because a key happens to be there. */
const offering: readonly (readonly [VariableName, string])[] = [
  ...selecting,
  ['OPENAI_API_KEY', 'openai'],
  ['GEMINI_API_KEY', 'gemini'],
  ['OPENROUTER_API_KEY', 'openrouter'],
  ['DEEPSEEK_API_KEY', 'deepseek'],
  ['AWS_BEARER_TOKEN_BEDROCK', 'bedrock'],
  ['AWS_ACCESS_KEY_ID', 'bedrock'],
  ['ANTHROPIC_API_KEY', 'anthropic'],
]

function offers(chosen: string, { environment, config = {}, makeable }: DetectionFacts): readonly string[] {
  const declared = config.backend === undefined ? Object.keys(config.backends ?? {}) : []
  const found = new Map<string, string>(
    declared.map(name => [name, `${name} is declared: --backend ${name}`]),
  )
  for (const [variable, name] of offering) {
    if (found.has(name) || !makeable.includes(name) || !isSet(environment, variable)) continue
    found.set(name, `${variable} found: --backend ${name}`)
  }
  found.delete(chosen)
  return [...found.values()]
}
