/** The backend `council` as the configuration describes it. */
import { randomUUID } from 'node:crypto'
import type { BackendFactory } from '../backends/backend-factory.ts'
import { council } from '../backends/council/index.ts'
import type { Backends } from '../core/backend.ts'
import type { Prices } from '../core/chain.ts'
import { costOf } from '../core/price.ts'
import { convene } from '../council/convene.ts'
import type { CouncilParts } from '../council/types.ts'
import type { Environment } from '../wire/proxy.ts'
import type { CouncilSettings } from './configuration.ts'
import { councilOf, resolveCouncil } from './council.ts'

export interface CouncilBackendParts {
  readonly settings: CouncilSettings
  readonly backends: Backends
  readonly environment: Environment
  readonly declared: readonly string[]
  readonly prices?: Prices | undefined
}

/** Throws a `ConfigError` for a spec that cannot be read, and where nobody can take part. */
export function councilBackend({ settings, prices, ...parts }: CouncilBackendParts): BackendFactory {
  // Clients bring the credentials with which Anthropic's own API is asked.
  const resolved = resolveCouncil(settings, { ...parts, hasClient: true })
  const { trigger, progress } = settings
  return context => {
    for (const { spec, reason } of resolved.absent) context.log.warn(`council: without ${spec}: ${reason}`)
    return council({
      council: councilOf(settings, resolved, randomUUID()),
      convene,
      trigger,
      progress,
      ...(prices && { costOf: dollarsOf(prices, parts.backends) }),
    })(context)
  }
}

const dollarsOf =
  (prices: Prices, backends: Backends): NonNullable<CouncilParts['costOf']> =>
  async ({ model: reference }, usage) => {
    const [name = '', ...rest] = reference.split(':')
    return costOf(usage, await prices(backends.find(name) ?? { name }, rest.join(':')))
  }
