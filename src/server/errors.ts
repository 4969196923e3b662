/** The outermost middleware: whatever was thrown leaves as an error of the API, in JSON, and never as a stack. */
import type { Context, Middleware } from 'koa'
import { ApiError, type ErrorBody, InternalError } from '../anthropic/errors.ts'
import type { Exchange } from '../core/exchange.ts'
import { responseHeaders, withAnswerHeaders } from '../core/headers.ts'
import { newExchangeId } from '../core/live-exchange.ts'
import type { Log } from '../core/log.ts'
import { setHeaders, setOwnHeaders } from './headers.ts'

/** Statuses that a retry cannot mend. Claude Code would repeat even a 401 ten times over minutes. */
const final: ReadonlySet<number> = new Set([400, 401, 402, 403, 404, 405, 413])

export const errors = (log: Log): Middleware =>
  async function errors(context, next) {
    try {
      await next()
    } catch (thrown) {
      if (context.res.headersSent || context.res.destroyed) return
      const error = ApiError.is(thrown) ? thrown : unexpected(thrown, log)
      // An exchange has its line in the monitor; what was refused before it became one would pass unseen.
      if (!context.state.isRun)
        log.warn(`${error.status} ${context.method} ${context.path}: ${error.message}`)
      sendError(context, error)
    }
  }

function unexpected(thrown: unknown, log: Log): ApiError {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  log.error(`unexpected failure, please report it: ${text}`)
  return new InternalError('the proxy failed unexpectedly; its terminal says where', { cause: thrown })
}

export function sendError(context: Context, error: ApiError): void {
  // Of the exchange, where it had come so far.
  const exchange = context.state.exchange as Exchange | undefined
  const id = exchange?.id ?? newExchangeId()
  context.respond = false
  const response = context.res
  response.setHeader('request-id', id)
  if (exchange) setOwnHeaders(context, exchange)
  if (error.raw && error.raw.body.length > 0) {
    // An upstream's own answer reaches the client byte for byte. One from inside a stream carries status 200.
    response.statusCode = error.raw.status >= 400 ? error.raw.status : error.status
    setHeaders(context, withAnswerHeaders(responseHeaders(error.raw.headers), exchange?.answerHeaders))
    if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json')
    response.setHeader('content-length', error.raw.body.length)
    response.end(error.raw.body)
    return
  }
  response.statusCode = error.status
  setHeaders(context, withAnswerHeaders({}, exchange?.answerHeaders))
  // Node knows no words for it.
  if (error.status === 529) response.statusMessage = 'Overloaded'
  if (error.retryAfter !== undefined) response.setHeader('retry-after', String(Math.ceil(error.retryAfter)))
  const retry = error.shouldRetry ?? (final.has(error.status) ? false : undefined)
  if (retry !== undefined) response.setHeader('x-should-retry', String(retry))
  const body: ErrorBody = { ...error.toJSON(), request_id: id }
  const bytes = Buffer.from(JSON.stringify(body))
  response.setHeader('content-type', 'application/json')
  response.setHeader('content-length', bytes.length)
  response.end(context.method === 'HEAD' ? undefined : bytes)
}
