/**
 * A conversation that another model has taken part in, as the API takes it: where it refuses what that one has thought,
 * or misses what it has not, the request is sent again without.
 */
import { withoutBlocks } from '../../anthropic/carriers.ts'
import type { ApiError } from '../../anthropic/errors.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Outgoing } from './request.ts'

/** Undefined where the refusal is another, or nothing is left to take out. */
export function withoutLostThinking(outgoing: Outgoing, { status, message }: ApiError): Outgoing | undefined {
  if (status !== 400 || !outgoing.isMessages) return undefined
  const change = changes.find(({ pattern }) => pattern.test(message))
  const request = change && requestOf(outgoing)
  const changed = request && change.apply(request)
  return changed === undefined || changed === request
    ? undefined
    : { method: outgoing.method, path: outgoing.path, isMessages: true, value: changed }
}

/** Sources: the API's own answers, as people quote them, 2026-11. */
const changes: readonly {
  readonly pattern: RegExp
  readonly apply: (request: MessagesRequest) => MessagesRequest
}[] = [
  // Signed by another provider behind the same API, or by nobody.
  {
    pattern: /invalid `?signature`? in `?thinking|thinking\.signature: field required/i,
    apply: request =>
      withoutBlocks(request, ({ type }) => type === 'thinking' || type === 'redacted_thinking'),
  },
  // With a budget, a tool loop goes on only from a turn that began with thinking of Claude's own.
  {
    pattern: /expected `thinking` or `redacted_thinking`, but found/i,
    apply: request => (request.thinking === undefined ? request : thinkingOff(request)),
  },
]

interface Edits {
  readonly edits?: readonly { readonly type?: string }[]
}

/** An edit that clears thinking is refused where there is none. */
function thinkingOff({
  thinking: _,
  context_management: management,
  ...rest
}: MessagesRequest): MessagesRequest {
  if (management === undefined) return rest
  const { edits } = (management ?? {}) as Edits
  if (!Array.isArray(edits)) return { ...rest, context_management: management }
  const kept = edits.filter(edit => !String(edit.type).startsWith('clear_thinking'))
  return kept.length === 0 ? rest : { ...rest, context_management: { ...(management as Edits), edits: kept } }
}

function requestOf({ value, bytes }: Outgoing): MessagesRequest | undefined {
  try {
    const request = (value ?? JSON.parse(String(bytes))) as MessagesRequest
    return Array.isArray(request.messages) ? request : undefined
  } catch {
    return undefined
  }
}
