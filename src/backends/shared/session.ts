/** The client's session, as a key for caches and for remembered reasoning. */
import { createHash } from 'node:crypto'
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Headers } from '../../core/backend.ts'

/** From Claude Code's header, else from what the user id says; empty where nothing tells. At most 64 characters. */
export function sessionOf(request: MessagesRequest, headers: Headers): string {
  const header = headers['x-claude-code-session-id']
  if (header) return header.slice(0, 64)
  const id = request.metadata?.user_id
  if (!id) return ''
  return (
    /"session_id"\s*:\s*"([^"]{1,64})"/.exec(id)?.[1] ?? /_session_([\w-]{1,64})$/.exec(id)?.[1] ?? digest(id)
  )
}

/**
 * What reasoning is remembered under, beside the id of its call: hosts such as Kimi number their calls anew in every
 * conversation. A subagent's is one of its own, and so is that of a client that names no session.
 */
export function conversationOf(request: MessagesRequest, headers: Headers): string {
  const session = sessionOf(request, headers)
  const agent = headers['x-claude-code-agent-id']
  if (session !== '') return agent ? `${session} ${agent}` : session
  const content = request.messages[0]?.content ?? ''
  // Without the marks for caches, which move from turn to turn.
  return digest(
    typeof content === 'string'
      ? content
      : content.map(block => ('text' in block ? block.text : '')).join('\n'),
  )
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
