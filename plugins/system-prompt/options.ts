/** Options of `system-prompt`. */
import { exchangePattern, type OptionCheck, optionList, optionSchema, type StandardSchema } from 'claudecodex'

/** What to look for, and what takes its place everywhere; a RegExp may name its groups there. */
export type Replacement = readonly [from: string | RegExp, to: string]

export interface PromptRule {
  /** Of which requests it holds, in the words of the model table. Default: all but titles, probes and searches. */
  readonly when?: string
  /** Ahead of the prompt; behind the lines by which Claude Code names itself. */
  readonly prepend?: string
  /** At the end of the prompt. */
  readonly append?: string
  /** In the prompt, and in the system's turns within the conversation. */
  readonly replace?: Readonly<Record<string, string>> | readonly Replacement[]
}

export interface SystemPromptOptions extends PromptRule {
  /** Further rules. All that fit a request hold, one after another. */
  readonly rules?: readonly PromptRule[]
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function words(value: unknown): readonly { readonly message: string }[] {
  if (!isText(value)) return [{ message: "must be words such as 'subagent claude-haiku-*'" }]
  try {
    exchangePattern(String(value))
    return []
  } catch (thrown) {
    return [{ message: (thrown as Error).message }]
  }
}

function isReplacement(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false
  const [from, to] = value as readonly unknown[]
  return ((typeof from === 'string' && from !== '') || from instanceof RegExp) && typeof to === 'string'
}

const isReplacements = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.every(isReplacement)
    : isRecord(value) && Object.entries(value).every(isReplacement)

const text: OptionCheck = [isText, 'a text that is not empty']

const rule = {
  when: words,
  prepend: text,
  append: text,
  replace: [isReplacements, "an object such as { 'old words': 'new words' }, or a list of such pairs"],
} satisfies Record<keyof PromptRule, OptionCheck>

/** Names the option that is wrong, and what it may be. */
export const systemPromptOptions: StandardSchema<SystemPromptOptions> = optionSchema<SystemPromptOptions>({
  ...rule,
  rules: optionList(rule),
})
