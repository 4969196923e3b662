/** Requests shaped like an agent's conversation: tools, a system prompt, turns of tool calls and their results. */

/** About that many bytes as JSON. */
export const bodySizes = { '1 KB': 1_000, '150 KB': 150_000, '1 MB': 1_000_000 } as const
export type BodySize = keyof typeof bodySizes

const turnsOf: Readonly<Record<BodySize, number>> = { '1 KB': 0, '150 KB': 30, '1 MB': 200 }
const toolsOf: Readonly<Record<BodySize, number>> = { '1 KB': 0, '150 KB': 25, '1 MB': 25 }

/** Prose and code as they pass through an agent, some of it outside ASCII as in real conversations. */
const sample =
  'The function reads the file once — “exactly once” — and returns `undefined` where it is missing.\n' +
  "  const lines = text.split('\\n').map(line => line.trim()) // größer als 0 → weiter\n" +
  'src/core/onion.ts:42:17 - error TS2345: Argument of type "string" is not assignable. 日本語のコメント\n'

/** No two turns alike: a real conversation repeats nothing word for word. */
const filler = (characters: number, turn = 0): string => {
  const start = (turn * 37) % sample.length
  const text = sample.repeat(Math.ceil(characters / sample.length) + 1)
  return text.slice(start, start + Math.max(0, characters))
}

/** The JSON of a request of that size. */
export function bodyOf(size: BodySize, stream: boolean): Buffer {
  const wanted = bodySizes[size]
  const bare = encoded(size, stream, 0).length
  const parts = turnsOf[size] + 1
  const first = encoded(size, stream, Math.floor((wanted - bare) / parts))
  // Characters outside ASCII and escapes make it longer than its text: one correction is enough.
  const share = (wanted - bare) / (first.length - bare)
  return encoded(size, stream, Math.floor(((wanted - bare) / parts) * share))
}

/** Keys in the order in which Claude Code writes them. */
const encoded = (size: BodySize, stream: boolean, characters: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      model: 'bench-model',
      messages: messages(turnsOf[size], characters),
      system: [
        { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.330.ed0; cc_entrypoint=cli;' },
        { type: 'text', text: 'You are an agent that edits code.', cache_control: { type: 'ephemeral' } },
      ],
      ...(toolsOf[size] > 0 && { tools: Array.from({ length: toolsOf[size] }, (_, index) => toolAt(index)) }),
      metadata: { user_id: '{"device_id":"0","account_uuid":"","session_id":"bench"}' },
      max_tokens: 8_192,
      ...(stream && { stream: true }),
    }),
  )

const toolAt = (index: number) => ({
  name: `tool_${index}`,
  description: filler(600),
  input_schema: {
    type: 'object',
    properties: {
      path: { type: 'string', description: 'Absolute path of the file' },
      limit: { type: 'integer', description: 'How many lines to read', minimum: 1 },
      mode: { type: 'string', enum: ['read', 'write'] },
      edits: {
        type: 'array',
        items: { type: 'object', properties: { before: { type: 'string' }, after: { type: 'string' } } },
      },
    },
    required: ['path'],
  },
})

function messages(turns: number, characters: number): readonly object[] {
  const conversation: object[] = [{ role: 'user', content: `Mend the build. ${filler(characters)}` }]
  for (let turn = 0; turn < turns; turn += 1) {
    const id = `toolu_bench_${turn}`
    conversation.push(
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'I look at the file first.' },
          {
            type: 'tool_use',
            id,
            name: `tool_${turn % 25}`,
            input: { path: `/src/file-${turn}.ts`, limit: 200 },
          },
        ],
      },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: id, content: filler(characters, turn + 1) }],
      },
    )
  }
  return conversation
}

/** Requests of 150 KB as turns of one conversation: each brings a message of its own, and the cache mark moves on to it. */
export function turnsOfConversation(count: number): readonly Buffer[] {
  const request = JSON.parse(bodyOf('150 KB', false).toString()) as { messages: readonly object[] }
  return Array.from({ length: count }, (_, turn) => {
    const text = {
      type: 'text',
      text: `${turn}: ${filler(2_000, turn)}`,
      cache_control: { type: 'ephemeral' },
    }
    const messages = [...request.messages.slice(0, -1), { role: 'user', content: [text] }]
    return Buffer.from(JSON.stringify({ ...request, messages }))
  })
}

/** A whole session as it grows to that many turns, every request of it. */
export function growingSession(turns: number): readonly Buffer[] {
  const { messages, ...rest } = JSON.parse(bodyOf('1 MB', true).toString()) as { messages: readonly object[] }
  return Array.from({ length: turns }, (_, turn) =>
    Buffer.from(JSON.stringify({ ...rest, messages: marked(messages.slice(0, 1 + turn * 2)) })),
  )
}

const marked = (list: readonly object[]): readonly object[] => [
  ...list.slice(0, -1),
  ...list.slice(-1).map(message => {
    const { content } = message as { content: string | readonly object[] }
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content
    const last = { ...blocks.at(-1), cache_control: { type: 'ephemeral' } }
    return { ...message, content: [...blocks.slice(0, -1), last] }
  }),
]
