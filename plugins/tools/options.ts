/** Options of `tools`. */
import { exchangePattern, type OptionCheck, optionList, optionSchema, type StandardSchema } from 'claudecodex'
import { isRenaming } from './names.ts'

/** The new text, or what makes it of the old one. */
export type Description = string | ((description: string, name: string) => string)

export interface ToolRule {
  /** Of which requests it holds, in the words of the model table, such as `subagent claude-haiku-*`. Default: all. */
  readonly when?: string
  /** Patterns on names; the model gets no other tool. Default: every one. */
  readonly allow?: readonly string[]
  /** Patterns on names of tools that the model does not get. */
  readonly deny?: readonly string[]
  /** Client's name, or a pattern with one `*` -> the model's, with one `*` for the same text. */
  readonly rename?: Readonly<Record<string, string>>
  /** Pattern on the client's name -> what the model reads of the tool. */
  readonly describe?: Readonly<Record<string, Description>>
}

export interface ToolsOptions extends ToolRule {
  /** Further rules. All that fit a request hold together; of two names or descriptions the first counts. */
  readonly rules?: readonly ToolRule[]
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

const names: OptionCheck = [
  value => Array.isArray(value) && value.every(isText),
  "a list of names or patterns such as ['mcp__*']",
]

const rule = {
  when: words,
  allow: names,
  deny: names,
  rename: [
    value => isRecord(value) && Object.entries(value).every(([from, to]) => isRenaming(from, to)),
    "an object such as { Bash: 'shell', 'mcp__github__*': 'github_*' }; a name has up to 128 letters, digits, _ and -",
  ],
  describe: [
    value =>
      isRecord(value) && Object.values(value).every(text => isText(text) || typeof text === 'function'),
    'an object of texts or functions by name',
  ],
} satisfies Record<keyof ToolRule, OptionCheck>

/** Names the option that is wrong, and what it may be. */
export const toolsOptions: StandardSchema<ToolsOptions> = optionSchema<ToolsOptions>({
  ...rule,
  rules: optionList(rule),
})
