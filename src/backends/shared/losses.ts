/**
 * What of a request no translation carries, and a person would miss. What Claude Code sends with every request and what
 * leaves the answer the same is not told; docs/client.md lists both, since strict mode refuses by this.
 */
import { InvalidRequestError } from '../../anthropic/errors.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'

type Warn = (text: string) => void

export interface LossContext {
  readonly backend: string
  /** Fields that this backend looks at by itself. */
  readonly carries?: readonly string[]
  warn(text: string): void
}

/** Fields that mean something else than an answer from a model. */
const impossible = ['compaction', 'thread', 'mcp_servers'] as const

const choices: readonly string[] = ['auto', 'any', 'tool', 'none']

/** Throws an `InvalidRequestError` for what is no question to a model, and warns of what will be missing. */
export function refuseImpossible(request: MessagesRequest, context: LossContext): void {
  for (const field of impossible) {
    const value = request[field]
    if (value !== undefined && !(Array.isArray(value) && value.length === 0))
      throw new InvalidRequestError(`${field}: not supported by backend ${context.backend}`)
  }
  const choice = request.tool_choice?.type
  if (choice !== undefined && !choices.includes(choice))
    throw new InvalidRequestError(`tool_choice.type: Input should be one of ${choices.join(', ')}`)
  tellFields(request, context)
  tellSystem(request, context.warn)
}

/** Carried by every translation, or of no matter to the answer: caches, accounts, diagnosis, billing. */
const known: ReadonlySet<string> = new Set([
  ...[
    'model',
    'messages',
    'max_tokens',
    'system',
    'stream',
    'stop_sequences',
    'temperature',
    'top_p',
    'top_k',
  ],
  ...['thinking', 'output_format', 'tools', 'tool_choice', 'metadata', 'service_tier', 'cache_control'],
  ...['diagnostics', 'betas', 'billing_policy', 'fallback_credit_token', 'user_profile_id', ...impossible],
])

/** What is said of a field with this value; undefined where nothing is lost with it. */
const missed: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  safeguards: () =>
    'safeguards: the safety check of auto mode runs at Anthropic only; risky commands need another permission mode',
  container: () => 'container: there is none on this backend',
  context_management: value =>
    editsIn(value).length > 0 ? 'context_management: this backend leaves the context as it is' : undefined,
  speed: value => (value === 'standard' ? undefined : 'speed: this backend has one speed'),
  inference_geo: () => 'inference_geo: no request tells this backend where to compute',
  output_config: value => {
    const others = Object.keys(value as object).filter(key => key !== 'effort' && key !== 'format')
    return others.length > 0 ? `output_config.${others.join(', ')}: not known to this backend` : undefined
  },
}

function tellFields(request: MessagesRequest, { backend, carries = [], warn }: LossContext): void {
  for (const [field, value] of Object.entries(request)) {
    if (known.has(field) || carries.includes(field) || value === undefined) continue
    const rule = Object.hasOwn(missed, field) ? missed[field] : undefined
    const text = rule ? rule(value) : `${field}: not known to backend ${backend}`
    if (text !== undefined) warn(text)
  }
}

/** What the client wants cut from the context. Claude Code asks with every request that nothing be cut of its thinking. */
export function editsIn(management: unknown): readonly unknown[] {
  const { edits } = (management ?? {}) as { readonly edits?: unknown }
  return Array.isArray(edits) ? edits.filter(edit => (edit as { keep?: unknown } | null)?.keep !== 'all') : []
}

/** A system prompt is text. */
function tellSystem({ system, messages }: MessagesRequest, warn: Warn): void {
  const turns = messages.flatMap(({ role, content }) => (role === 'system' ? [content] : []))
  for (const { type } of [system ?? [], ...turns].flatMap(text => (typeof text === 'string' ? [] : text))) {
    if (type !== 'text') warn(`system: its content block "${type}" was left out`)
  }
}

/** Of a document or a search result. */
export function tellCitations(block: object, warn: Warn): void {
  const { citations } = block as { readonly citations?: { readonly enabled?: boolean } | null }
  if (citations?.enabled) warn('citations: answers of this backend carry none')
}

/** A budget is an order; adaptive thinking leaves it to the model, and one that does not reason has not. */
export function tellThinking({ thinking }: MessagesRequest, model: string, warn: Warn): void {
  if (thinking?.type === 'enabled') warn(`thinking: ${model} is not made to reason here`)
}
