/** Sends an exchange's answer: as one JSON document or as a stream, with the headers both have in common. */
import type { Context } from 'koa'
import { InternalError } from '../anthropic/errors.ts'
import type { Batch } from '../core/batch.ts'
import type { Flow } from '../core/flow.ts'
import { responseHeaders, withAnswerHeaders } from '../core/headers.ts'
import { Kept } from '../core/kept.ts'
import type { LiveExchange } from '../core/live-exchange.ts'
import { setHeaders, setOwnHeaders } from './headers.ts'
import type { ServerParts } from './parts.ts'
import { StreamAnswer } from './stream-answer.ts'

export async function sendAnswer(
  context: Context,
  exchange: LiveExchange,
  parts: ServerParts,
): Promise<void> {
  context.state.isRun = true
  const batches = parts.gateway.handle(exchange)
  if (exchange.asked.stream) await sendStream(context, exchange, batches, parts)
  else await sendWhole(context, exchange, batches)
}

async function sendWhole(context: Context, exchange: LiveExchange, batches: Flow<Batch>): Promise<void> {
  const kept = new Kept()
  const bodies: (Buffer | undefined)[] = []
  for await (const batch of batches) {
    kept.add(batch)
    bodies.push(batch.body)
  }
  if (context.res.destroyed) return
  const body = (bodies.length === 1 && bodies[0]) || folded(kept)
  setAnswerHeaders(context, exchange)
  context.res.setHeader('content-type', 'application/json')
  context.res.setHeader('content-length', body.length)
  context.respond = false
  context.res.statusCode = 200
  context.res.end(body)
}

function folded({ message }: Kept): Buffer {
  if (!message) throw new InternalError('the answer had no message in it')
  return Buffer.from(JSON.stringify(message))
}

async function sendStream(
  context: Context,
  exchange: LiveExchange,
  batches: Flow<Batch>,
  parts: ServerParts,
): Promise<void> {
  const answer = new StreamAnswer(context.res, {
    commitAfterMs: parts.settings.commitAfterMs,
    pingAfterMs: parts.pingAfterMs ?? 9_000,
    commit: () => {
      context.respond = false
      setAnswerHeaders(context, exchange)
      context.res.setHeader('content-type', 'text/event-stream; charset=utf-8')
      context.res.setHeader('cache-control', 'no-cache')
      context.res.setHeader('x-accel-buffering', 'no')
      context.res.statusCode = 200
    },
    id: exchange.id,
  })
  await answer.send(batches)
}

/** The upstream's own where there is one, with what plugins want of them; ours say who answered and what the translation could not carry. */
export function setAnswerHeaders(context: Context, exchange: LiveExchange): void {
  context.res.setHeader('request-id', exchange.id)
  const upstream = responseHeaders(exchange.head?.headers ?? {})
  setHeaders(context, withAnswerHeaders(upstream, exchange.answerHeaders))
  setOwnHeaders(context, exchange)
}
