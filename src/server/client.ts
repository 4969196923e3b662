/** Turns what a client sent into an exchange: allow-listed headers inside, its credentials apart, its leaving a signal. */
import type { Context } from 'koa'
import { keepCredentials } from '../core/credentials.ts'
import type { ExchangeKind } from '../core/exchange.ts'
import { clientHeaders } from '../core/headers.ts'
import type { LiveExchange } from '../core/live-exchange.ts'
import { bearer, isClientKey } from './guard.ts'
import type { ServerParts } from './parts.ts'

export function exchangeFor(
  context: Context,
  { gateway, settings }: ServerParts,
  kind: ExchangeKind,
  bytes?: Buffer,
): LiveExchange {
  const exchange = gateway.createExchange({
    kind,
    ...(bytes && { bytes }),
    headers: clientHeaders(context.req.headers),
    query: context.querystring,
    signal: leaving(context),
  })
  context.state.exchange = exchange
  const { authorization, 'x-api-key': key } = context.req.headers
  const token = bearer(context.req.headers)
  keepCredentials(exchange, {
    ...(typeof key === 'string' && !isClientKey(key, settings) && { 'x-api-key': key }),
    ...(authorization !== undefined && !isClientKey(token, settings) && { authorization }),
  })
  return exchange
}

/** Aborted when the connection closes before the answer is out. */
function leaving(context: Context): AbortSignal {
  const controller = new AbortController()
  const response = context.res
  response.once('close', () => {
    if (!response.writableFinished) controller.abort()
  })
  return controller.signal
}
