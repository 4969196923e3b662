/** Keys for providers that are made and asked nothing: a rehearsal needs none of one's own. */
import { providers } from '../../config/providers.ts'
import type { Environment } from '../../wire/proxy.ts'

/** Looks like none, in case somebody meets it. */
const placeholder = 'rehearsal-without-a-key'

/** Two variables lead to a backend by being there, so the key is lent only where the address leads there already. */
const deciding = { key: 'OPENAICOMPATIBLE_API_KEY', address: 'OPENAICOMPATIBLE_BASE_URL' } as const

/** The environment with a key for every provider that has none. */
export function withPlaceholderKeys(environment: Environment): Environment {
  const lent: Record<string, string> = {}
  for (const { kind, keyVariable: name } of providers) {
    if (kind !== 'openai' || name === undefined || environment[name]?.trim()) continue
    if (name === deciding.key && !environment[deciding.address]?.trim()) continue
    lent[name] = placeholder
  }
  return { ...environment, ...lent }
}
