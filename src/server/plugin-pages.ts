/** Pages of plugins: GET, outside `/v1`, looked up anew for each request so that a reload shows at once. */
import type { Middleware } from 'koa'
import { NotFoundError } from '../anthropic/errors.ts'
import type { ServerParts } from './parts.ts'

export const pluginPages = ({ gateway }: ServerParts): Middleware =>
  async function pluginPages(context) {
    const found = gateway.routes.find(route => route.path === context.path && !route.path.startsWith('/v1'))
    if (!found || (context.method !== 'GET' && context.method !== 'HEAD')) {
      throw new NotFoundError(
        `${context.method} ${context.path} does not exist; the API is under /v1, see /health`,
      )
    }
    const answer = await found.handle({
      path: context.path,
      query: { ...context.query } as Record<string, string>,
    })
    context.status = answer.status ?? 200
    for (const [name, value] of Object.entries(answer.headers ?? {})) context.set(name, value)
    context.body = typeof answer.body === 'string' ? answer.body : Buffer.from(answer.body)
  }
