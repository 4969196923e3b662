/** Asks a backend for the models it has, outside of any client's request. */
import type { Backend, ModelInfo } from '../core/backend.ts'
import type { ChainSettings } from '../core/chain.ts'
import { createGateway } from '../core/gateway.ts'

/** Undefined where the backend has no list. Throws what the backend throws. */
export async function listedModels(
  chain: ChainSettings,
  backend: Backend,
  signal: AbortSignal,
): Promise<readonly ModelInfo[] | undefined> {
  if (!backend.models) return undefined
  const gateway = await createGateway({ chain: { ...chain, plugins: [] } })
  const exchange = gateway.createExchange({ kind: 'count_tokens', signal })
  try {
    return await backend.models(gateway.callOf(exchange, backend))
  } finally {
    await gateway.close()
  }
}
