/** `POST /v1/messages`: the walk that everything else is built around. */
import type { Middleware } from 'koa'
import { sendAnswer } from './answer.ts'
import { readBody } from './body.ts'
import { exchangeFor } from './client.ts'
import type { ServerParts } from './parts.ts'

export const messages = (parts: ServerParts): Middleware =>
  async function messages(context) {
    const bytes = await readBody(context)
    await sendAnswer(context, exchangeFor(context, parts, 'messages', bytes), parts)
  }
