/** The Koa application: errors > guard > router > plugin pages. */
import Router from '@koa/router'
import Koa from 'koa'
import { InvalidRequestError } from '../anthropic/errors.ts'
import { countTokens } from './count-tokens.ts'
import { errors } from './errors.ts'
import { guard } from './guard.ts'
import { health, root } from './health.ts'
import { messages } from './messages.ts'
import { models } from './models.ts'
import type { ServerParts } from './parts.ts'
import { pluginPages } from './plugin-pages.ts'
import { relay } from './relay.ts'
import { isTelemetry, telemetry, telemetryBody } from './telemetry.ts'

export function createApp(parts: ServerParts): Koa {
  const app = new Koa()
  // Koa reports every client that disconnects; what deserves a report has been logged by the errors middleware.
  app.on('error', () => {})
  app.use(errors(parts.log))
  app.use(guard(parts.settings))
  app.use(routes(parts).routes())
  app.use(pluginPages(parts))
  return app
}

function routes(parts: ServerParts): Router {
  const router = new Router()
  router.get('/', root(parts))
  router.get('/health', health(parts))
  router.post('/v1/messages', messages(parts))
  router.post('/v1/messages/count_tokens', countTokens(parts))
  router.all('/v1/messages', wrongMethod)
  router.all('/v1/messages/count_tokens', wrongMethod)
  router.get(/^\/v1\/models(\/.*)?$/, models(parts))
  const body = telemetryBody()
  const drop = telemetry(parts.log)
  router.all(/^\/(v1|api)\/.*/, async (context, next) => {
    if (!isTelemetry(context.path)) return next()
    await body(context, () => drop(context, next))
  })
  router.all(/^\/v1\/.*/, relay(parts))
  return router
}

const wrongMethod: Koa.Middleware = ({ method, path }) => {
  throw new InvalidRequestError(`${method} ${path} is not supported; use POST`, { status: 405 })
}
