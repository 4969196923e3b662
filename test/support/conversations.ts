/** Conversations as a property test wants them: what a model says and what a client answers, in no vendor's words. */
import fc from 'fast-check'
import type { ContentBlock, ToolResultContent } from '../../src/anthropic/blocks.ts'
import type { InputMessage, MessagesRequest, Tool } from '../../src/anthropic/request.ts'
import { jsonObject, text } from './values.ts'

/** A call as the model makes it. Vendors name calls in their own ways: `number` is what their ids are made of. */
export interface SaidCall {
  readonly tool: string
  readonly input: Readonly<Record<string, unknown>>
  readonly number: number
}

/** One answer of a model. */
export interface Said {
  /** Thoughts in the clear, hidden ones, both, or none; only where the client asked for thinking. */
  readonly thoughts: 'open' | 'hidden' | 'both' | 'none'
  readonly text: string
  readonly calls: readonly SaidCall[]
  /** The answer ran out of tokens: its last call, or else its text, is half of one. */
  readonly isCut: boolean
}

/** What the client sends back. */
export interface Reply {
  /** One for each call that may come; the order in which tools have finished is another than that of the calls. */
  readonly results: readonly {
    readonly content?: string | readonly ToolResultContent[]
    readonly is_error?: boolean
  }[]
  readonly isReversed: boolean
  readonly text: string
  /** A system turn of Claude Code's, between what the user says and what the model answers. */
  readonly reminder?: string | undefined
}

export interface Turn {
  readonly said: Said
  readonly reply: Reply
}

export interface Conversation {
  readonly opening: readonly InputMessage[]
  /** All that stays the same from request to request. */
  readonly fixed: Omit<MessagesRequest, 'messages' | 'model'>
  readonly turns: readonly Turn[]
}

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const image = {
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: png },
} as const satisfies ContentBlock

const server = `mcp__${'a_server_of_many_words_'.repeat(3)}`
/** Names within Anthropic's 128 characters: two of them share the start that other vendors leave of them. */
export const toolNames = [
  'Bash',
  'Read',
  `${server}__look_up`,
  `${server}__look_down`,
  '9lives-tool',
] as const

const tools: readonly Tool[] = toolNames.map((name, position) => ({
  name,
  description: `Does the work of ${name}.`,
  input_schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { command: { type: 'string' }, title: { type: ['string', 'null'] } },
    additionalProperties: false,
  },
  ...(position === 2 && { defer_loading: true }),
}))

const words = (): fc.Arbitrary<string> => text({ minLength: 1 }).map(said => `So: ${said}`)

const call = fc.record({
  tool: fc.constantFrom(...toolNames),
  input: fc.oneof(jsonObject(), fc.constant({}), fc.constant({ command: 'ls -l "my files"' })),
  number: fc.nat(3),
})

const said: fc.Arbitrary<Said> = fc.record({
  thoughts: fc.constantFrom('open', 'hidden', 'both', 'none'),
  text: fc.oneof(fc.constantFrom('', '\n\n', ' '), words()),
  calls: fc.oneof(
    fc.constant([]),
    fc
      .array(call, { minLength: 1, maxLength: 3 })
      .map(calls => calls.map((one, at) => ({ ...one, number: one.number * 4 + at }))),
  ),
  isCut: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
})

const result = fc.record(
  {
    content: fc.oneof(
      words(),
      fc.constantFrom<string | readonly ToolResultContent[]>(
        '',
        [],
        [
          { type: 'text', text: 'two' },
          { type: 'text', text: 'parts' },
        ],
        [image],
        [{ type: 'text', text: 'A picture:' }, image],
        [{ type: 'tool_reference', tool_name: toolNames[2] }],
      ),
    ),
    is_error: fc.boolean(),
  },
  { requiredKeys: [] },
)

const reply: fc.Arbitrary<Reply> = fc.record({
  results: fc.array(result, { minLength: 3, maxLength: 3 }),
  isReversed: fc.boolean(),
  text: fc.oneof(fc.constant(''), words()),
  reminder: fc.option(words(), { nil: undefined }),
})

const opening: fc.Arbitrary<readonly InputMessage[]> = fc
  .record({ prompt: words(), hasImage: fc.boolean(), system: fc.option(words()) })
  .map(({ prompt, hasImage, system }) => [
    {
      role: 'user',
      content: [
        { type: 'text', text: '<system-reminder>\nToday is a day.\n</system-reminder>' },
        ...(hasImage ? [image] : []),
        { type: 'text', text: prompt, cache_control: { type: 'ephemeral' } },
      ],
    },
    ...(system === null ? [] : [{ role: 'system' as const, content: system }]),
  ])

const fixed: fc.Arbitrary<Conversation['fixed']> = fc
  .record({
    stream: fc.boolean(),
    thinking: fc.constantFrom<MessagesRequest['thinking']>(
      undefined,
      { type: 'disabled' },
      { type: 'adaptive' },
      { type: 'enabled', budget_tokens: 1_024 },
    ),
  })
  .map(({ stream, thinking }) => ({
    max_tokens: 4_000,
    system: [{ type: 'text', text: 'You help.', cache_control: { type: 'ephemeral' } }],
    tools,
    ...(stream && { stream }),
    ...(thinking && { thinking }),
  }))

/** A conversation of so many answers. */
export const conversation = (answers: number): fc.Arbitrary<Conversation> =>
  fc.record({
    opening,
    fixed,
    turns: fc.array(fc.record({ said, reply }), { minLength: answers, maxLength: answers }),
  })

/**
 * What Claude Code keeps of an answer (seen with 2.1.332): every block as it came, but no blank text, and nothing of an
 * answer without words and calls.
 */
export function kept(content: readonly ContentBlock[]): readonly ContentBlock[] {
  const blocks = content.filter(block => block.type !== 'text' || block.text.trim() !== '')
  return blocks.some(({ type }) => type === 'text' || type === 'tool_use') ? blocks : []
}

/** What the client adds to the history behind an answer: the answer, and what it says itself. */
export function onwards(
  content: readonly ContentBlock[],
  { results, isReversed, text: said, reminder }: Reply,
): readonly InputMessage[] {
  const blocks = kept(content)
  const calls = blocks.filter(block => block.type === 'tool_use')
  const answered = calls.map((one, at) => ({
    type: 'tool_result' as const,
    tool_use_id: one.id,
    ...results[at % results.length],
  }))
  const spoken = said === '' && calls.length > 0 ? [] : [{ type: 'text' as const, text: said || 'Go on.' }]
  const user: InputMessage = {
    role: 'user',
    content: [...(isReversed ? answered.toReversed() : answered), ...spoken],
  }
  return [
    ...(blocks.length > 0 ? [{ role: 'assistant' as const, content: blocks }] : []),
    user,
    ...(reminder === undefined ? [] : [{ role: 'system' as const, content: reminder }]),
  ]
}
