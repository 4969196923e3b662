/** The client's telemetry ends here: answered at once, dropped, and shown only on request. A 404 would make it log errors. */

import type { Context, Middleware } from 'koa'
import type { Log } from '../core/log.ts'

export const telemetryPaths = ['/v1/metrics', '/v1/logs', '/v1/traces', '/api/hello', '/api/event_logging']

export const isTelemetry = (path: string): boolean =>
  telemetryPaths.some(known => path === known || path.startsWith(`${known}/`))

/** Protobuf stays unread; JSON is parsed to say how much was dropped, and bad JSON is no error. */
export function telemetryBody(): Middleware {
  let parser: Promise<Middleware> | undefined
  return async function telemetryBody(context, next) {
    parser ??= loadParser()
    await (await parser)(context, next)
  }
}

/** Loaded with the first telemetry: koa-bodyparser takes as long to load as all of this program's own modules. */
async function loadParser(): Promise<Middleware> {
  const { default: bodyParser } = await import('koa-bodyparser')
  return bodyParser({ enableTypes: ['json'], jsonLimit: '32mb', onerror: () => {} })
}

export const telemetry = (log: Log): Middleware =>
  async function telemetry(context) {
    context.req.resume()
    log.debug(`dropped telemetry: ${context.method} ${context.path}${sizeOf(context)}`)
    context.body = {}
  }

function sizeOf(context: Context): string {
  const body = (context.request as { body?: unknown }).body
  const keys = typeof body === 'object' && body !== null ? Object.keys(body) : []
  return keys.length ? ` (${keys.slice(0, 4).join(', ')})` : ''
}
