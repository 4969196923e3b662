/** The client's wish to think, as each model and host takes it. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Dialect } from './dialect.ts'

/** What was asked: nothing, not to think, to think as the model likes, or how hard. */
export type Level = 'unset' | 'off' | 'default' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'

/** Effort levels that OpenAI's models take, weakest first. Sources: OpenAI's types; refusals seen, 2026-11. */
interface EffortRule {
  readonly model: RegExp
  readonly levels: readonly string[]
  /** With tools: the field is refused, or `none` must be sent. Only the Responses API runs tools with reasoning there. */
  readonly withTools?: 'omit' | 'none'
}

const effortRules: readonly EffortRule[] = [
  { model: /^(gpt-[34]|chatgpt-|gpt-[5-9].*-chat)/, levels: [] },
  { model: /^o1-(mini|preview)/, levels: [] },
  { model: /^o\d/, levels: ['low', 'medium', 'high'] },
  {
    model: /^gpt-[6-9]/,
    levels: ['none', 'low', 'medium', 'high', 'xhigh', 'max'],
    withTools: 'none',
  },
  { model: /^gpt-5\.6/, levels: ['none', 'low', 'medium', 'high', 'xhigh'], withTools: 'none' },
  { model: /^gpt-5\.[2-9]/, levels: ['none', 'low', 'medium', 'high', 'xhigh'], withTools: 'omit' },
  { model: /^gpt-5\.1/, levels: ['none', 'low', 'medium', 'high'] },
  { model: /^gpt-5/, levels: ['minimal', 'low', 'medium', 'high'] },
  { model: /^gpt-oss/, levels: ['low', 'medium', 'high'] },
]

const strength = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/** The level a request asks for: effort first, then the kind of thinking, then its budget in tokens. */
export function levelOf(request: MessagesRequest): Level {
  const { thinking, output_config: output } = request
  if (thinking?.type === 'disabled') return 'off'
  if (output?.effort) return output.effort
  if (!thinking) return 'unset'
  if (thinking.type !== 'enabled') return 'default'
  if (thinking.budget_tokens <= 4_096) return 'low'
  return thinking.budget_tokens <= 16_384 ? 'medium' : 'high'
}

/** True where the client wants to see thinking. */
export const wantsThinking = (request: MessagesRequest): boolean =>
  request.thinking !== undefined && request.thinking.type !== 'disabled'

/** The fields that turn a model's reasoning up, down or off. */
export function reasoningFields(
  request: MessagesRequest,
  model: string,
  dialect: Dialect,
): Readonly<Record<string, unknown>> {
  const level = levelOf(request)
  const tools = (request.tools?.length ?? 0) > 0
  switch (dialect.reasoning) {
    case 'effort':
      return effortFields(level, model, tools)
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
    case 'none':
      return {}
  }
}

function effortFields(level: Level, model: string, tools: boolean): Readonly<Record<string, unknown>> {
  const name = model.slice(model.lastIndexOf('/') + 1)
  const rule = effortRules.find(candidate => candidate.model.test(name))
  if (tools && rule?.withTools === 'none') return { reasoning_effort: 'none' }
  if (level === 'unset' || level === 'default' || (tools && rule?.withTools === 'omit')) return {}
  // Of an unknown model only what every reasoning server takes is asked; a refusal is learnt from.
  const levels = rule ? rule.levels : level === 'off' ? [] : ['low', 'medium', 'high']
  const effort = nearest(level === 'off' ? 'none' : level, levels)
  return effort === undefined ? {} : { reasoning_effort: effort }
}

/** The level of a list that is closest from below, else the lowest. */
function nearest(wanted: string, levels: readonly string[]): string | undefined {
  const limit = strength.indexOf(wanted)
  return levels.findLast(level => strength.indexOf(level) <= limit) ?? levels[0]
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
