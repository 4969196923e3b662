/** Every other path under `/v1`: carried to the direct backend as it came, where there is one and no plugin redacts. */
import type { Context, Middleware } from 'koa'
import { NotFoundError, PermissionError } from '../anthropic/errors.ts'
import type { Backend } from '../core/backend.ts'
import { responseHeaders } from '../core/headers.ts'
import { readBody } from './body.ts'
import { exchangeFor } from './client.ts'
import { setHeaders } from './headers.ts'
import type { ServerParts } from './parts.ts'

export const relay = (parts: ServerParts): Middleware =>
  async function relay(context) {
    const backend = parts.gateway.defaultBackend
    if (!backend?.relay) {
      throw new NotFoundError(
        `${context.method} ${context.path} does not exist here; the backend is ${backend?.name}`,
      )
    }
    await relayTo(context, parts, backend)
  }

export async function relayTo(context: Context, parts: ServerParts, backend: Backend): Promise<void> {
  const body = await readBody(context)
  if (body.length > 0) checkRedaction(context, parts)
  const call = parts.gateway.callOf(exchangeFor(context, parts, 'messages'), backend)
  const answer = await backend.relay?.(
    { method: context.method, path: context.url, ...(body.length > 0 && { body }) },
    call,
  )
  if (!answer) return
  setHeaders(context, responseHeaders(answer.headers))
  context.respond = false
  const response = context.res
  response.statusCode = answer.status
  for await (const piece of answer.body) {
    if (!response.write(piece))
      await new Promise(resolve => response.once('drain', resolve).once('close', resolve))
    if (response.destroyed) return
  }
  response.end()
}

/** A redacting plugin sees messages and counts; a file or a batch would pass it by. */
function checkRedaction({ path }: Context, { gateway, settings }: ServerParts): void {
  if (
    !gateway.redacting ||
    settings.forward.some(allowed => path === allowed || path.startsWith(`${allowed}/`))
  )
    return
  throw new PermissionError(
    `${path} is not forwarded while a plugin that redacts is loaded, since it cannot see into it; list the path in server.forward to allow it`,
  )
}
