/** Which backend and which full model a spec of the council means, and what that became where it is not what was written. */
import type { Backends } from '../core/backend.ts'
import type { Environment } from '../wire/proxy.ts'
import { readAwsProfiles } from './aws-profiles.ts'
import { backendSlip } from './backend-slip.ts'
import { bedrockOptions, hasBedrockCredentials } from './bedrock-options.ts'
import { onAnthropic, onBedrock, sellersOf } from './council-models.ts'
import { ConfigError } from './errors.ts'
import { providerNamed } from './providers.ts'
import { isSet } from './variables.ts'

export interface TargetParts {
  readonly backends: Backends
  readonly environment: Environment
  /** Names of backends that the configuration declares: they mean what it says they do. */
  readonly declared?: readonly string[]
}

export interface CouncilTarget {
  readonly backend: string
  /** In full; empty for the backend's own default. */
  readonly model: string
  /** As a person wrote it, without its provider. */
  readonly shortModel: string
}

/** Throws a `ConfigError` for a name of which nobody can tell who is meant. */
export function targetOf(name: string, parts: TargetParts): CouncilTarget {
  const { prefix, rest } = split(name)
  const named = prefix === undefined ? undefined : backendNamed(prefix, parts)
  if (named !== undefined) return targetAt(named, rest, parts)
  const alone = backendNamed(name, parts)
  if (alone !== undefined) return targetAt(alone, '', parts)
  const slip = prefix === undefined ? '' : backendSlip(prefix, parts.declared ?? [])
  if (slip !== '') throw new ConfigError(`council: "${name}": there is no backend "${prefix}"${slip}`)
  return targetAt(sellerOf(name, parts), name, parts)
}

function split(name: string): { readonly prefix?: string; readonly rest: string } {
  const colon = name.indexOf(':')
  return colon < 0 ? { rest: name } : { prefix: name.slice(0, colon), rest: name.slice(colon + 1) }
}

/** The name it goes by here. A declared one is meant before a provider of that name. */
function backendNamed(name: string, { backends, declared = [] }: TargetParts): string | undefined {
  if (declared.includes(name)) return name
  return providerNamed(name)?.name ?? (backends.names.includes(name) ? name : undefined)
}

function sellerOf(model: string, { backends }: TargetParts): string {
  const all = sellersOf(model)
  const [only, ...others] = all.filter(seller => backends.names.includes(seller))
  if (only !== undefined && others.length === 0) return only
  const ways = (only === undefined ? all : [only, ...others]).map(seller => `${seller}:${model}`)
  throw new ConfigError(
    `council: "${model}" may be asked of several: write ${ways.slice(0, -1).join(', ')} or ${ways.at(-1)}`,
  )
}

function targetAt(backend: string, model: string, parts: TargetParts): CouncilTarget {
  const { declared = [], environment } = parts
  if (backend === 'council') {
    throw new ConfigError('council: a council is no member of a council: name the models themselves')
  }
  if (declared.includes(backend)) return { backend, model, shortModel: model }
  const seller = backend === 'anthropic' ? sellerOfClaude(parts) : backend
  if (seller === 'bedrock')
    return { backend: seller, model: fullOnBedrock(model, environment), shortModel: model }
  const full = seller === 'anthropic' && model !== '' ? onAnthropic(model) : model
  return { backend: seller, model: full, shortModel: model }
}

const fullOnBedrock = (model: string, environment: Environment): string =>
  model === '' ? '' : onBedrock(model, String(bedrockOptions(environment).region))

/** In councils, as in the Python program, Claude is Bedrock's where somebody has credentials for it. */
function sellerOfClaude({ environment, declared = [] }: TargetParts): 'anthropic' | 'bedrock' {
  if (declared.includes('bedrock') || hasBedrockCredentials(environment)) return 'bedrock'
  if (isSet(environment, 'ANTHROPIC_API_KEY')) return 'anthropic'
  return Object.hasOwn(readAwsProfiles(environment), 'default') ? 'bedrock' : 'anthropic'
}
