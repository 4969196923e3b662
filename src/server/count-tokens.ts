/** `POST /v1/messages/count_tokens`: an exchange of its own, so that no body slips past the plugins. */
import type { Middleware } from 'koa'
import { setAnswerHeaders } from './answer.ts'
import { readBody } from './body.ts'
import { exchangeFor } from './client.ts'
import type { ServerParts } from './parts.ts'

export const countTokens = (parts: ServerParts): Middleware =>
  async function countTokens(context) {
    const bytes = await readBody(context)
    const exchange = exchangeFor(context, parts, 'count_tokens', bytes)
    context.state.isRun = true
    const count = await parts.gateway.countTokens(exchange)
    setAnswerHeaders(context, exchange)
    if (count.estimated) context.set('x-claudecodex-estimated', 'true')
    context.type = 'application/json'
    context.body = count.body ?? JSON.stringify({ input_tokens: count.inputTokens })
  }
