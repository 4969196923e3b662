/** Which conversation a request belongs to. Side calls come when they come: they go by their kind and not by their order. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Headers } from '../../core/backend.ts'
import type { ExchangeKind } from '../../core/exchange.ts'
import { type Who, whoOf } from '../../core/who.ts'

export interface Lane {
  readonly session: string
  /** Empty for the main agent. */
  readonly agent: string
  /** Kind of a side call: `title`, `probe`, `search`, `count` or `other`. */
  readonly side?: string
}

const ofConversation: ReadonlySet<string> = new Set(['main', 'subagent', 'workflow', 'compaction'])

export const laneOf = ({ session = '', agent = '', class: kind }: Who, exchange: ExchangeKind): Lane => {
  if (exchange === 'count_tokens') return { session, agent, side: 'count' }
  return ofConversation.has(kind) ? { session, agent } : { session, agent, side: kind }
}

/**
 * By the request itself: Claude Code sends the header that tells the class only to whom it was told to, and that need not be
 * the same for the two runs.
 */
export function senderOf(headers: Headers, request: MessagesRequest): Who {
  const { 'x-claude-code-request-class': _, ...rest } = headers
  return whoOf(rest, () => request, undefined)
}
