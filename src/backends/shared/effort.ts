/** The client's wish to think, and the efforts that OpenAI's models take. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import { bareName } from './model-names.ts'

/** What was asked: nothing, not to think, to think as the model likes, or how hard. */
export type Level = 'unset' | 'off' | 'default' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'

interface EffortRule {
  readonly model: RegExp
  /** Weakest first. */
  readonly levels: readonly string[]
}

/** The first that fits counts. Sources: OpenAI's types and model pages; refusals seen, 2026-11. */
const effortRules: readonly EffortRule[] = [
  { model: /^(gpt-[34]|chatgpt-|gpt-[5-9].*-chat)/, levels: [] },
  { model: /^o1-(mini|preview)/, levels: [] },
  { model: /^(o\d|codex-)/, levels: ['low', 'medium', 'high'] },
  { model: /^gpt-5-pro/, levels: ['high'] },
  { model: /^gpt-5\.\d+-pro/, levels: ['medium', 'high', 'xhigh'] },
  { model: /^gpt-5(\.1)?-codex(?!-max)/, levels: ['low', 'medium', 'high'] },
  { model: /^gpt-5\.\d+-codex/, levels: ['low', 'medium', 'high', 'xhigh'] },
  { model: /^gpt-[6-9]/, levels: ['none', 'low', 'medium', 'high', 'xhigh', 'max'] },
  { model: /^gpt-5\.[2-9]/, levels: ['none', 'low', 'medium', 'high', 'xhigh'] },
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

/** The model's own word for a level; undefined where nothing is to be said. `learnt`: what it has been seen to take. */
export function effortOf(level: Level, model: string, learnt?: readonly string[]): string | undefined {
  if (level === 'unset' || level === 'default') return undefined
  const rule = effortRules.find(candidate => candidate.model.test(bareName(model)))
  // Of an unknown model only what every reasoning server takes is asked; a refusal is learnt from.
  const levels = learnt ?? rule?.levels ?? (level === 'off' ? [] : ['low', 'medium', 'high'])
  return nearest(level === 'off' ? 'none' : level, levels)
}

/** The level of a list that is closest from below, else the lowest. */
export function nearest(wanted: string, levels: readonly string[]): string | undefined {
  const limit = strength.indexOf(wanted)
  return levels.findLast(level => strength.indexOf(level) <= limit) ?? levels[0]
}
