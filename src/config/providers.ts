/** The providers that need no declaration: their names, and what the variables make of them. */
import {
  type HostProfile,
  hostProfiles,
  type KeyVariable,
  profileFor,
  profileNamed,
} from '../backends/openai/hosts.ts'
import { type Environment, isLoopback } from '../wire/proxy.ts'
import { bedrockOptions } from './bedrock-options.ts'
import { ConfigError } from './errors.ts'
import { isSet, type VariableName, variable } from './variables.ts'

type UrlVariable =
  | 'OPENAI_BASE_URL'
  | 'OPENAICOMPATIBLE_BASE_URL'
  | 'ANTHROPIC_UPSTREAM_URL'
  | 'AZURE_OPENAI_ENDPOINT'

export interface Provider {
  readonly name: string
  readonly aliases: readonly string[]
  /** Kind of backend that speaks to it. */
  readonly kind: string
  readonly baseUrl?: string
  readonly urlVariable?: UrlVariable
  readonly keyVariable?: VariableName
  /** Variable that names the model while this provider is the default one. */
  readonly modelVariable?: 'OPENAI_MODEL' | 'BEDROCK_MODEL_ID'
  /** Model asked where nothing names one. */
  readonly model?: string
  /** Of a compatible server: what is known of it. */
  readonly profile?: HostProfile
}

// The Python program asked for a model that no longer exists.
export const retiredGeminiModel = 'gemini-2.0-flash'

const urlVariables: Readonly<Record<string, UrlVariable>> = {
  openai: 'OPENAI_BASE_URL',
  azure: 'AZURE_OPENAI_ENDPOINT',
}

/** One for each row of the profiles. */
export const compatible: readonly Provider[] = hostProfiles.map((profile: HostProfile) => {
  const { name, aliases = [], baseUrl, key, model } = profile
  const urlVariable = urlVariables[name]
  return {
    name,
    aliases,
    kind: 'openai',
    profile,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(urlVariable && { urlVariable }),
    ...(key !== undefined && { keyVariable: key as KeyVariable }),
    ...(name === 'openai' && { modelVariable: 'OPENAI_MODEL' as const }),
    ...(model !== undefined && { model }),
  }
})

const gemini = profileNamed('gemini')

export const providers: readonly Provider[] = [
  {
    name: 'anthropic',
    aliases: ['claude'],
    kind: 'anthropic',
    urlVariable: 'ANTHROPIC_UPSTREAM_URL',
    keyVariable: 'ANTHROPIC_API_KEY',
  },
  { name: 'bedrock', aliases: [], kind: 'bedrock', modelVariable: 'BEDROCK_MODEL_ID' },
  ...compatible,
  {
    name: 'openai_compatible',
    aliases: [],
    kind: 'openai',
    ...(gemini?.baseUrl !== undefined && { baseUrl: gemini.baseUrl }),
    urlVariable: 'OPENAICOMPATIBLE_BASE_URL',
    keyVariable: 'OPENAICOMPATIBLE_API_KEY',
    modelVariable: 'OPENAI_MODEL',
  },
  { name: 'council', aliases: [], kind: 'council' },
  { name: 'demo', aliases: [], kind: 'demo' },
  { name: 'sim', aliases: [], kind: 'sim' },
]

/** By name or alias, in any letter case. */
export const providerNamed = (name: string): Provider | undefined => {
  const wanted = name.toLowerCase()
  return providers.find(provider => provider.name === wanted || provider.aliases.includes(wanted))
}

export type Options = Readonly<Record<string, unknown>>

/**
 * Options of the backend for a provider: what its variables say, and over it the `given` ones. A `baseUrl` of one's own
 * gets nothing of the variables: the key of one place is not for another. Throws a `ConfigError` where a key is missing.
 */
export function optionsFor(provider: Provider, environment: Environment, given: Options = {}): Options {
  if (given.baseUrl !== undefined) {
    const host = hostOf(provider, given.baseUrl)
    return host === undefined ? given : { host, ...given }
  }
  const { apiKey, ...others } = fromVariables(provider, environment, given)
  const options = { ...others, ...(apiKey && given.apiKeys === undefined ? { apiKey } : {}), ...given }
  requirements(provider, options)
  return options
}

/**
 * The profile by name, where the address does not tell it. `openai` is the name of a whole kind too: a server elsewhere
 * that is said to be of that kind is no more than compatible.
 */
function hostOf({ profile }: Provider, baseUrl: unknown): string | undefined {
  if (profile === undefined || profile.name === 'openai') return undefined
  const isTold = typeof baseUrl === 'string' && profileFor(baseUrl).name === profile.name
  return isTold ? undefined : profile.name
}

function fromVariables(provider: Provider, environment: Environment, given: Options = {}): Options {
  if (provider.kind === 'bedrock') return bedrockOptions(environment, given)
  const named = provider.urlVariable && variable(environment, provider.urlVariable)
  const isNative = given.api === 'anthropic'
  const baseUrl = named ?? (isNative ? undefined : provider.baseUrl)
  const host = hostOf(provider, baseUrl)
  const apiKey = provider.keyVariable && environment[provider.keyVariable]?.trim()
  const model = provider.model ?? modelAt(baseUrl)
  return {
    ...(host !== undefined && { host }),
    ...(baseUrl !== undefined && { baseUrl }),
    // The environment names the host, and not a file that came with a repository: the client's credentials may go there.
    ...(provider.kind === 'anthropic' && baseUrl !== undefined && { trusted: true }),
    ...(apiKey && { apiKey }),
    ...(model !== undefined && { model }),
  }
}

/** A host that is known by another name has that one's default model. */
const modelAt = (baseUrl: string | undefined): string | undefined =>
  providers.find(({ baseUrl: known }) => known && baseUrl && new URL(known).host === new URL(baseUrl).host)
    ?.model

/**
 * Throws a `ConfigError` that names the variable where a provider needs a key and has none. Servers on this machine
 * ask for none, and Anthropic gets the client's own.
 */
export function requirements(provider: Provider, { baseUrl, apiKey, apiKeys }: Options): void {
  const { name, kind, keyVariable, urlVariable, profile } = provider
  if (kind !== 'openai') return
  const address = typeof baseUrl === 'string' ? baseUrl : profile?.baseUrl
  if (address === undefined) {
    throw new ConfigError(
      `${name} has an address for each of its users: set ${urlVariable}, or baseUrl in its options`,
    )
  }
  const { hostname, host } = new URL(address)
  if (keyVariable === undefined || apiKey || apiKeys || isLoopback(hostname)) return
  throw new ConfigError(
    `${keyVariable} is not set, and the backend ${name} needs a key for ${host}: set it, or choose another backend with --backend`,
  )
}

/** The model that a variable names for a provider, while that is the default backend. */
export function modelFromVariable(
  provider: Provider,
  environment: Environment,
): { readonly model: string; readonly reason: string } | undefined {
  const name = provider.modelVariable
  const value = name && variable(environment, name)
  if (name === undefined || value === undefined) return undefined
  // Written with its backend: a `.env` must not lead to another one by a colon in the name of a model.
  return { model: `${provider.name}:${value}`, reason: `named by ${name}` }
}

/** What is said where a server of any models is asked for one of Anthropic's. */
export function missingModelNotice(provider: Provider, environment: Environment): string | undefined {
  const { kind, modelVariable } = provider
  if (kind !== 'openai' || modelFromVariable(provider, environment)) return undefined
  const { model, baseUrl } = fromVariables(provider, environment)
  if (model !== undefined || typeof baseUrl !== 'string') return undefined
  const ways = modelVariable === undefined ? '--model' : `${modelVariable} or --model`
  return `no model is named, so ${new URL(baseUrl).host} gets the client's own, such as claude-sonnet-5-5: name one with ${ways}`
}

/** What is said where a model stands in for the one that the Python program asked for by default. */
export function replacedModelNotice(provider: Provider, environment: Environment): string | undefined {
  if (provider.name !== 'openai_compatible' || isSet(environment, 'OPENAI_MODEL')) return undefined
  const { model } = fromVariables(provider, environment)
  if (model === undefined || model !== gemini?.model) return undefined
  return `OPENAI_MODEL is not set: ${model} is asked, because the former default ${retiredGeminiModel} is retired`
}
