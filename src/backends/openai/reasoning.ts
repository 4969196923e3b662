/** The client's wish to think, as each model and host takes it. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import { effortOf, type Level, levelOf, nearest, wantsThinking } from '../shared/effort.ts'
import { tellThinking } from '../shared/losses.ts'
import { bareName } from '../shared/model-names.ts'
import type { Dialect } from './dialect.ts'

/** With tools: the field is refused, or `none` must be sent. Only the Responses API runs tools with reasoning there. */
const withTools: readonly { readonly model: RegExp; readonly effort: 'omit' | 'none' }[] = [
  { model: /^(gpt-[6-9]|gpt-5\.6)(?!.*-chat)/, effort: 'none' },
  { model: /^gpt-5\.[2-9](?!.*-chat)/, effort: 'omit' },
]

export interface ReasoningContext {
  readonly dialect: Dialect
  warn(text: string): void
}

/** The fields that turn a model's reasoning up, down or off. */
export function reasoningFields(
  request: MessagesRequest,
  model: string,
  { dialect, warn }: ReasoningContext,
): Readonly<Record<string, unknown>> {
  const level = levelOf(request)
  const tools = (request.tools?.length ?? 0) > 0
  switch (dialect.reasoning) {
    case 'effort': {
      const fields = effortFields(level, model, tools)
      if (!reasons(fields)) tellThinking(request, model, warn)
      return fields
    }
    case 'gemini':
      return geminiFields(level, model)
    case 'deepseek':
      return deepseekFields(level, request)
    case 'openrouter':
      return openrouterFields(level, request)
    case 'template':
      return level === 'unset' || level === 'default'
        ? {}
        : { chat_template_kwargs: { enable_thinking: level !== 'off' } }
    case 'toggle':
      // GLM thinks unless told not to, and knows no degrees.
      return { thinking: { type: wantsThinking(request) ? 'enabled' : 'disabled' } }
    case 'none':
      return {}
  }
}

/** Whether a wished level has become an effort. */
const reasons = ({ reasoning_effort: effort }: Readonly<Record<string, unknown>>): boolean =>
  effort !== undefined && effort !== 'none'

function effortFields(level: Level, model: string, tools: boolean): Readonly<Record<string, unknown>> {
  const rule = tools ? withTools.find(candidate => candidate.model.test(bareName(model))) : undefined
  if (rule?.effort === 'none') return { reasoning_effort: 'none' }
  const effort = rule ? undefined : effortOf(level, model)
  return effort === undefined ? {} : { reasoning_effort: effort }
}

// Gemini 2.5 takes `none` except Pro; 3.x never does, and some refuse `minimal`: the lowest all take is `low`.
function geminiFields(level: Level, model: string): Readonly<Record<string, unknown>> {
  if (level === 'unset' || level === 'default') return {}
  if (level === 'off') return { reasoning_effort: /2\.5-(?!pro)/.test(model) ? 'none' : 'low' }
  return { reasoning_effort: nearest(level, ['low', 'medium', 'high']) }
}

// DeepSeek thinks unless told not to, and knows low, high and max.
function deepseekFields(level: Level, request: MessagesRequest): Readonly<Record<string, unknown>> {
  if (!wantsThinking(request)) return { thinking: { type: 'disabled' } }
  const effort = { low: 'low', medium: 'high', high: 'high', xhigh: 'max', max: 'max' }[level as string]
  return { thinking: { type: 'enabled' }, ...(effort && { reasoning_effort: effort }) }
}

// OpenRouter takes a budget too, and makes an effort of it where its model wants one.
function openrouterFields(
  level: Level,
  { thinking, output_config: output }: MessagesRequest,
): Readonly<Record<string, unknown>> {
  if (level === 'unset') return {}
  if (thinking?.type === 'enabled' && !output?.effort)
    return { reasoning: { max_tokens: thinking.budget_tokens } }
  if (level === 'off') return { reasoning: { enabled: false } }
  if (level === 'default') return { reasoning: { enabled: true } }
  return { reasoning: { effort: nearest(level, ['low', 'medium', 'high', 'xhigh']) } }
}
