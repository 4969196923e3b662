/** One request through a gateway, and everything that came of it. */

import type { StreamEvent } from '../../src/anthropic/events.ts'
import type { Message } from '../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import type { Gateway } from '../../src/core/gateway.ts'
import type { Program } from './program.ts'

export interface Answer {
  readonly events: readonly StreamEvent[]
  readonly message: Message
  /** Milliseconds until the first event. */
  readonly first: number
  readonly warnings: readonly string[]
}

/** What is wrong with an answer, with the event at which it was seen. */
export class LiveFault extends Error {
  readonly event: string | undefined

  constructor(message: string, event?: unknown) {
    super(message)
    this.event = event === undefined ? undefined : JSON.stringify(event)
  }
}

/** Throws a `LiveFault` for a failure and for an answer that is none by the API's grammar. */
export async function ask(
  { fold, assertLegalStream }: Program,
  gateway: Gateway,
  request: MessagesRequest,
  limit: number,
): Promise<Answer> {
  const signal = AbortSignal.timeout(limit)
  const exchange = gateway.createExchange({ bytes: Buffer.from(JSON.stringify(request)), signal })
  const started = performance.now()
  let first: number | undefined
  const events: StreamEvent[] = []
  try {
    for await (const batch of gateway.handle(exchange)) {
      first ??= performance.now() - started
      events.push(...batch.events)
    }
  } catch (thrown) {
    const reason = signal.aborted ? `no end within ${limit / 1000} s` : reasonOf(thrown)
    throw new LiveFault(reason, events.at(-1))
  }
  try {
    assertLegalStream(events)
  } catch (thrown) {
    const [reason = '', event] = String((thrown as Error).message).split('\n')
    throw new LiveFault(reason, event === undefined ? events.at(-1) : JSON.parse(event))
  }
  const message = fold(events)
  if (!message) throw new LiveFault('there is no message in the events', events.at(-1))
  return { events, message, first: first ?? 0, warnings: exchange.warnings }
}

function reasonOf(thrown: unknown): string {
  const { type, status, message } = thrown as { type?: string; status?: number; message?: string }
  return type === undefined ? String(thrown) : `${type} (${status}): ${message}`
}
