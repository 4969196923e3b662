/** Backends that pass a client's own credentials on, and have none of their own: a recording holds no credentials. */
import { ApiError } from '../../anthropic/errors.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Backend } from '../../core/backend.ts'
import type { Gateway } from '../../core/gateway.ts'
import { withoutNetwork } from './without-network.ts'

/** Long enough to be signed, and sent to nobody. */
const request: MessagesRequest = {
  model: 'none',
  max_tokens: 1,
  messages: [{ role: 'user', content: 'none' }],
}

/** Names of those that cannot sign a request. The gate of the gateway's wire must be closed. */
export async function backendsWithoutKey(
  gateway: Gateway,
  names: Iterable<string>,
): Promise<readonly string[]> {
  const missing: string[] = []
  for (const name of new Set(names)) {
    const backend = gateway.findBackend(name)
    if (backend?.native && (await withoutNetwork(() => lacksKey(gateway, backend)))) missing.push(name)
  }
  return missing
}

async function lacksKey(gateway: Gateway, backend: Backend): Promise<boolean> {
  const call = gateway.callOf(gateway.createExchange({ request, source: 'replay' }), backend)
  try {
    for await (const _ of backend.stream(request, call));
    return false
  } catch (thrown) {
    return ApiError.is(thrown) && thrown.type === 'authentication_error'
  }
}
