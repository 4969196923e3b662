/** The oracle of streams: Anthropic's own client. */
import Anthropic from '@anthropic-ai/sdk'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import type { Message } from '../../src/anthropic/message.ts'
import { encodeEvents } from '../../src/anthropic/sse.ts'

/** What Anthropic's own client makes of the stream. */
export async function readByAnthropic(events: readonly StreamEvent[]): Promise<Message> {
  const fetch = (): Promise<Response> =>
    Promise.resolve(
      new Response(encodeEvents(events), { headers: { 'content-type': 'text/event-stream; charset=utf-8' } }),
    )
  const client = new Anthropic({ apiKey: 'sk-ant-case', fetch, maxRetries: 0 })
  const question = { model: 'm', max_tokens: 1, messages: [{ role: 'user' as const, content: 'x' }] }
  return (await client.messages.stream(question).finalMessage()) as unknown as Message
}
