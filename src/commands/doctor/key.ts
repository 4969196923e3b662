/** Whether the key of a backend is there, and looks like one. No part of a key is ever in a finding. */
import { keyFault } from '../../backends/shared/key-fault.ts'
import { type Provider, providerNamed } from '../../config/providers.ts'
import type { Environment } from '../../wire/proxy.ts'
import { type Finding, failure, ok, warning } from './finding.ts'

export interface KeyFacts {
  /** Name of the backend that is asked by default. */
  readonly backend: string
  /** The environment with what `.env` adds. */
  readonly environment: Environment
  /** The real environment alone. */
  readonly real: Environment
  /** True where the backend has answered that it wants one. */
  readonly isWanted?: boolean
}

export function checkKey({ backend, environment, real, isWanted = false }: KeyFacts): Finding | undefined {
  const provider = providerNamed(backend)
  // Of a backend that the configuration declares nobody but the backend can tell.
  if (provider === undefined) return undefined
  if (provider.kind === 'bedrock') return checkAws(environment)
  const { keyVariable: name } = provider
  if (name === undefined) return undefined
  const key = environment[name]?.trim()
  if (!key && isWanted && provider.kind !== 'anthropic') {
    return failure(
      'key',
      `${name} is not set, and the backend wants a key`,
      `set ${name}, or apiKey in the configuration`,
    )
  }
  if (!key) return ok('key', withoutKey(provider))
  const fault = keyFault(key) ?? (isPlaceholder(key) ? 'holds a placeholder' : undefined)
  const where = real[name]?.trim() ? '' : ' (in .env)'
  if (fault !== undefined) return failure('key', `${name}${where} ${fault}`, `set ${name} to the key alone`)
  return ok('key', `${name} is set${where}${provider.kind === 'anthropic' ? ownFirst : ''}`)
}

const ownFirst = '; it is for clients that send no credentials of their own'

const withoutKey = ({ kind, keyVariable }: Provider): string =>
  kind === 'anthropic'
    ? 'the client’s own sign-in'
    : `${keyVariable} is not set, and not needed: the configuration has a key, or the server asks for none`

const isPlaceholder = (key: string): boolean => /^(x{3,}|your|<|\.\.\.|sk-\.\.\.|\$)/i.test(key)

const awsVariables = ['AWS_BEARER_TOKEN_BEDROCK', 'AWS_ACCESS_KEY_ID', 'AWS_PROFILE'] as const

function checkAws(environment: Environment): Finding {
  const [found] = awsVariables.filter(name => environment[name]?.trim())
  if (found === 'AWS_ACCESS_KEY_ID' && !environment.AWS_SECRET_ACCESS_KEY?.trim()) {
    return warning(
      'key',
      'AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not',
      'set both, or neither',
    )
  }
  return ok(
    'key',
    found === undefined ? 'AWS credentials from where the AWS tools keep them' : `${found} is set`,
  )
}
