/** Anthropic's beta headers, of which Bedrock knows a few: for one that it does not know it refuses the whole request. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Headers } from '../../core/backend.ts'
import { editsIn } from '../shared/losses.ts'
import { longWindow } from './models.ts'
import type { Traits } from './traits.ts'

export interface BetaContext {
  readonly traits: Traits
  readonly headers: Headers
  /** Of the configuration: may travel as well. */
  readonly allowed: readonly string[]
}

const wide = 'context-1m-2025-08-07'
export const effortBeta = 'effort-2025-11-24'
export const managementBeta = 'context-management-2025-06-27'

/** The betas to send, in the order in which the client named them. */
export function betasFor(
  request: MessagesRequest,
  { traits, headers, allowed }: BetaContext,
): readonly string[] {
  if (traits.family !== 'claude') return []
  const asked = (headers['anthropic-beta'] ?? '').split(',').map(beta => beta.trim())
  const wanted = [...asked, ...(longWindow.test(request.model) ? [wide] : [])]
  const passed = wanted.filter(beta => beta && (traits.betas.test(beta) || allowed.includes(beta)))
  const effort = traits.effort === 'beta' && request.output_config?.effort ? [effortBeta] : []
  const management = managedEdits(request).length > 0
  return [...new Set([...passed, ...effort])].filter(beta => management || beta !== managementBeta)
}

/** What the client wants cut from the context. */
export const managedEdits = ({ context_management: management }: MessagesRequest): readonly unknown[] =>
  editsIn(management)
