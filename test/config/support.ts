/** What the tests of configurations share. */
import { makeableProviders } from '../../src/config/backends.ts'
import { ConfigError } from '../../src/config/errors.ts'
import type { Backends } from '../../src/core/backend.ts'
import type { Environment } from '../../src/wire/proxy.ts'
import { backendOf, saying } from '../support/gateway.ts'

/** No files of AWS, whatever the developer's own machine has. */
export const noAws: Environment = {
  HOME: '/nowhere',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
  AWS_CONFIG_FILE: '/nowhere/config',
}

/** The providers and what is declared, without keys; some are faults. */
export function backendsOf(
  declared: readonly string[] = [],
  faults: Readonly<Record<string, Error>> = {},
): Backends {
  const names = [...new Set([...declared, ...makeableProviders()])]
  return {
    names,
    find(name) {
      const fault = faults[name]
      if (fault) throw fault
      if (!names.includes(name)) return undefined
      return backendOf(saying('hello'), { name, ...(name === 'demo' && { model: 'demo' }) })
    },
  }
}

/** The `ConfigError` that the work ends in; anything else fails the test. */
export async function configFailure(work: () => unknown): Promise<ConfigError> {
  try {
    await work()
  } catch (thrown) {
    if (ConfigError.is(thrown)) return thrown
    throw thrown
  }
  throw new Error('nothing was refused')
}
