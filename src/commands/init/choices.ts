/** Which backends a new configuration can name, what was found of each, and which one is the default. */
import { detectBackend } from '../../config/detect.ts'
import { ConfigError } from '../../config/errors.ts'
import { modelFromVariable, type Provider, providerNamed, providers } from '../../config/providers.ts'
import { isSet } from '../../config/variables.ts'
import type { Environment } from '../../wire/proxy.ts'

export interface Choice {
  /** As the configuration calls it. */
  readonly name: string
  /** What a person reads beside the name. */
  readonly about: string
  /** The model that is taken where nobody names one. */
  readonly model?: string
  /** What is said in place of a default model; where this is missing too, a model must be named. */
  readonly withoutModel?: string
  /** Names to choose from, where they are known. */
  readonly models: readonly string[]
  /** The variable it needs, and which is not set. */
  readonly missing?: string
}

export interface ChoiceFacts {
  /** The providers that this build can make. */
  readonly makeable: readonly string[]
  /** The real environment alone: nothing else selects a backend. */
  readonly real: Environment
  /** With what `.env` adds. */
  readonly environment: Environment
  /** Models of the servers that answer on this machine, by provider. */
  readonly local: ReadonlyMap<string, readonly string[]>
}

/** What is there first, what would need something after it, the demo last. */
export function choicesFrom(facts: ChoiceFacts): readonly Choice[] {
  const choices = facts.makeable
    .filter(name => !isNoChoice(name))
    .flatMap(name => providerNamed(name) ?? [])
    .filter(({ name }) => hasPlace(name, facts.environment))
    .map(provider => ({ choice: choiceOf(provider, facts), rank: rankOf(provider, facts) }))
  return choices.sort((one, other) => one.rank - other.rank).map(({ choice }) => choice)
}

/** A council is more than a name and a model, and what is simulated is for councils only. */
const isNoChoice = (name: string): boolean => name === 'council' || name === 'sim'

/** Some have no address before a variable names it. */
function hasPlace(name: string, environment: Environment): boolean {
  if (name === 'azure') return isSet(environment, 'AZURE_OPENAI_ENDPOINT')
  if (name !== 'openai_compatible') return true
  return isSet(environment, 'OPENAICOMPATIBLE_BASE_URL') || isSet(environment, 'OPENAICOMPATIBLE_API_KEY')
}

/** One that is not offered, but can be made: `openai_compatible`, whose variables are still to be set. */
export function choiceNamed(name: string, facts: ChoiceFacts): Choice | undefined {
  const provider = facts.makeable.includes(name) && !isNoChoice(name) ? providerNamed(name) : undefined
  return provider && choiceOf(provider, facts)
}

function rankOf(provider: Provider, facts: ChoiceFacts): number {
  if (provider.name === 'anthropic') return 0
  if (provider.name === 'demo') return 3
  return isThere(provider, facts) ? 1 : 2
}

const isLocal = ({ name }: Provider): boolean => localProviders.includes(name)
/** The providers that are servers on this machine. */
export const localProviders: readonly string[] = providers
  .filter(({ profile }) => profile?.prices === 'free')
  .map(({ name }) => name)

const awsVariables = [
  'AWS_PROFILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_BEARER_TOKEN_BEDROCK',
  'BEDROCK_MODEL_ID',
] as const

function isThere(provider: Provider, { environment, local }: ChoiceFacts): boolean {
  if (isLocal(provider)) return local.has(provider.name)
  if (provider.kind === 'bedrock') return awsVariables.some(name => isSet(environment, name))
  return provider.keyVariable === undefined || isSet(environment, provider.keyVariable)
}

function choiceOf(provider: Provider, facts: ChoiceFacts): Choice {
  const { name, kind, keyVariable } = provider
  const models = facts.local.get(name) ?? []
  const model = modelOf(provider, facts.environment) ?? models[0]
  const isMissing = kind === 'openai' && keyVariable !== undefined && !isSet(facts.environment, keyVariable)
  return {
    name,
    about: aboutOf(provider, facts),
    ...(model !== undefined && { model }),
    ...(kind === 'anthropic' && { withoutModel: 'the one that the client names' }),
    ...(kind === 'demo' && { withoutModel: 'which is no model' }),
    ...(kind === 'bedrock' && { withoutModel: 'the current Claude Sonnet of the region' }),
    models,
    ...(isMissing && { missing: keyVariable }),
  }
}

function modelOf(provider: Provider, environment: Environment): string | undefined {
  const named = modelFromVariable(provider, environment)?.model.slice(provider.name.length + 1)
  return named ?? provider.model
}

function aboutOf(provider: Provider, facts: ChoiceFacts): string {
  const { name, kind, keyVariable } = provider
  if (kind === 'anthropic') return 'Claude, with Claude Code’s own sign-in'
  if (name === 'demo') return 'no model and no key: for a first look'
  if (isLocal(provider)) return aboutLocal(provider, facts)
  if (kind === 'bedrock') {
    const found = awsVariables.find(variable => isSet(facts.environment, variable))
    return found ? `${found} found` : 'Claude and others, with AWS credentials'
  }
  if (keyVariable === undefined) return 'its variables are set'
  return isSet(facts.environment, keyVariable) ? `${keyVariable} found` : `needs ${keyVariable}`
}

function aboutLocal({ baseUrl = '', name }: Provider, { local }: ChoiceFacts): string {
  const { host } = new URL(baseUrl)
  const models = local.get(name)
  if (!models) return `nothing answers at ${host} now`
  return `answers at ${host}: ${models.length === 1 ? '1 model' : `${models.length} models`}`
}

/** The one that would answer without any configuration. */
export function defaultChoice(choices: readonly Choice[], facts: ChoiceFacts): Choice {
  const detected = choices.find(({ name }) => name === detect(facts))
  const fallback = detected ?? choices.find(({ name }) => name === 'anthropic') ?? choices[0]
  if (!fallback) throw new TypeError('there is nothing to choose from')
  return fallback
}

function detect({ real, environment, makeable }: ChoiceFacts): string | undefined {
  try {
    return detectBackend({ real, environment, makeable }).name
  } catch (thrown) {
    // A misspelt LLM_BACKEND is for the start to tell.
    if (ConfigError.is(thrown)) return undefined
    throw thrown
  }
}
