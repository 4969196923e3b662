/** The backend under test against a strict server, as the tests of its files share it. */
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import type { Message } from '../../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { type ResponsesOptions, responses } from '../../../src/backends/responses/index.ts'
import type { Backend } from '../../../src/core/backend.ts'
import { silentLog } from '../../../src/core/log.ts'
import { createWire } from '../../../src/wire/http.ts'
import { type CallParts, type HandMadeCall, makeCall } from '../../support/call.ts'
import { type ResponsesServer, startResponsesServer } from '../../support/strict/responses-server.ts'

export interface Bench {
  readonly server: ResponsesServer
  readonly backend: Backend
  /** Bodies that reached the server, in order. */
  sent(): Readonly<Record<string, unknown>>[]
  ask(request: Partial<MessagesRequest>, parts?: CallParts): Promise<Answer>
  close(): Promise<void>
}

export interface Answer {
  readonly message: Message
  readonly call: HandMadeCall
}

export async function startBench(options: ResponsesOptions = {}): Promise<Bench> {
  const server = await startResponsesServer()
  const wire = createWire()
  const backend = responses({ baseUrl: server.baseUrl, apiKey: 'sk-test', ...options })({
    name: 'work',
    wire,
    log: silentLog,
  })
  return {
    server,
    backend,
    sent: () => server.received.map(({ body }) => JSON.parse(body.toString()) as Record<string, unknown>),
    async ask(request, parts) {
      const call = makeCall(parts)
      const events: StreamEvent[] = []
      for await (const event of backend.stream(questionOf(request), call)) events.push(event)
      return { message: fold(events) as Message, call }
    },
    async close() {
      wire.close()
      await server.close()
    },
  }
}

export const questionOf = (request: Partial<MessagesRequest> = {}): MessagesRequest => ({
  model: 'gpt-5.6-sol',
  max_tokens: 1000,
  messages: [{ role: 'user', content: 'Hi' }],
  ...request,
})
