/** The client's wish to think, and how hard, as each model behind Converse takes it. */
import type { Effort, MessagesRequest, Thinking } from '../../anthropic/request.ts'
import { wantsThinking } from '../shared/effort.ts'
import type { Traits } from './traits.ts'
import type { ConverseMessage } from './types.ts'

type Fields = Readonly<Record<string, unknown>>

const strength: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max']

/** The effort that the model takes; undefined where the client or the model has no word for it. */
export function effortOf(
  { output_config: output, thinking }: MessagesRequest,
  traits: Traits,
): Effort | undefined {
  const asked = output?.effort ?? undefined
  if (asked === undefined || !strength.includes(asked)) return undefined
  // Bedrock allows no more than this where thinking is off.
  const most = thinking?.type === 'disabled' ? 'high' : traits.strongest
  return strength[Math.min(strength.indexOf(asked), strength.indexOf(most))]
}

/** Additional fields that turn thinking on or off, for the messages as they will be sent. */
export function thinkingFields(
  request: MessagesRequest,
  messages: readonly ConverseMessage[],
  traits: Traits,
): Fields {
  const { thinking, max_tokens: maxTokens = 0 } = request
  switch (traits.thinking) {
    case 'adaptive':
      return adaptive(thinking)
    case 'budget':
      return budget(request, Math.min(maxTokens, traits.maxOutput ?? maxTokens), messages)
    case 'nova':
      return wantsThinking(request)
        ? { reasoningConfig: { type: 'enabled', maxReasoningEffort: plainEffort(request) } }
        : {}
    case 'effort':
      return thinking || request.output_config?.effort ? { reasoning_effort: plainEffort(request) } : {}
    default:
      return {}
  }
}

/** Newer Claudes divide their own tokens; `between_tools` is known to Anthropic's API only. */
function adaptive(thinking: Thinking | undefined): Fields {
  if (thinking === undefined || thinking.type === 'between_tools') return {}
  if (thinking.type === 'disabled') return { thinking: { type: 'disabled' } }
  const display = 'display' in thinking ? thinking.display : undefined
  return { thinking: { type: 'adaptive', ...(display && shown(display)) } }
}

/** `updates` is a beta of Anthropic's own. */
const shown = (display: string): Fields =>
  display === 'omitted' || display === 'summarized' ? { display } : {}

/** Tokens of the least budget that Claude takes. */
const least = 1_024
const budgets: Readonly<Record<Effort, number>> = {
  low: 4_096,
  medium: 10_000,
  high: 24_000,
  xhigh: 32_000,
  max: 32_000,
}

/** Claude before 4.6 wants a budget below the answer's limit, and every turn of a tool loop to begin with its thinking. */
function budget(request: MessagesRequest, maxTokens: number, messages: readonly ConverseMessage[]): Fields {
  const { thinking, output_config: output } = request
  if (!thinking || !wantsThinking(request) || lostThinking(messages)) return {}
  const asked = thinking.type === 'enabled' ? thinking.budget_tokens : budgets[output?.effort ?? 'medium']
  const tokens = Math.min(asked, maxTokens - 1)
  return tokens < least ? {} : { thinking: { type: 'enabled', budget_tokens: tokens } }
}

/** True where a tool loop goes on whose thinking has not come back, such as that of another model. */
function lostThinking(messages: readonly ConverseMessage[]): boolean {
  const [turn, results] = messages.slice(-2)
  const isLoop = results?.role === 'user' && results.content.some(block => 'toolResult' in block)
  const [first] = turn?.content ?? []
  return isLoop && first !== undefined && !('reasoningContent' in first)
}

function plainEffort({ thinking, output_config: output }: MessagesRequest): 'low' | 'medium' | 'high' {
  const { effort } = output ?? {}
  if (thinking?.type === 'disabled' || effort === 'low') return 'low'
  if (effort === 'high' || effort === 'xhigh' || effort === 'max') return 'high'
  return thinking?.type === 'enabled' && thinking.budget_tokens > 16_384 ? 'high' : 'medium'
}
