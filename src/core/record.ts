/** The record of an exchange: the one form in which its content may be printed, kept or shown. */
import type { ErrorType } from '../anthropic/errors.ts'
import type { Message } from '../anthropic/message.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { Attempt, Headers } from './backend.ts'
import type { Choice, Exchange, ExchangeKind, ExchangeSource, Timing } from './exchange.ts'
import type { Who } from './who.ts'

export interface LogRecord {
  readonly version: 1
  readonly id: string
  readonly kind: ExchangeKind
  readonly source: ExchangeSource
  readonly parent?: string
  readonly who: Who
  readonly headers: Headers
  readonly timing: Timing
  /** As the client sent it. */
  readonly request: MessagesRequest
  /** What the plugins made of it, where that differs. */
  readonly changed?: MessagesRequest
  readonly choice?: Choice
  readonly attempts: readonly Omit<Attempt, 'request' | 'sent'>[]
  readonly warnings: readonly string[]
  readonly outcome: 'answered' | 'failed' | 'aborted' | 'open'
  readonly error?: { readonly type: ErrorType; readonly message: string; readonly status: number }
  readonly message?: Message
}

/**
 * What is known of an exchange now; before its end the outcome is `open`. The request is parsed when somebody looks:
 * one that travels as bytes may be a megabyte, and may not be JSON at all, which is thrown then.
 */
export function recordOf(exchange: Exchange): LogRecord {
  const { outcome, choice } = exchange
  // The core's own exchange knows without parsing.
  const { changed = exchange.request !== exchange.original } = exchange as { readonly changed?: boolean }
  return {
    version: 1,
    id: exchange.id,
    kind: exchange.kind,
    source: exchange.source,
    ...(exchange.parent && { parent: exchange.parent.id }),
    who: exchange.who,
    headers: exchange.headers,
    timing: exchange.timing,
    get request() {
      return exchange.original
    },
    ...(changed && { changed: exchange.request }),
    ...(choice && { choice }),
    attempts: exchange.attempts.map(({ request: _, sent: __, ...rest }) => rest),
    warnings: exchange.warnings,
    outcome: outcome?.kind ?? 'open',
    ...(outcome?.error && {
      error: { type: outcome.error.type, message: outcome.error.message, status: outcome.error.status },
    }),
    ...(outcome?.message && { message: outcome.message }),
  }
}
