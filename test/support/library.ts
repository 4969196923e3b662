/** A recording made of plain exchanges, opened, for tests of what answers from it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnswerBlock, ContentBlock } from '../../src/anthropic/blocks.ts'
import { emptyMessage, type Message } from '../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { type Library, readLibrary } from '../../src/backends/recorded/library.ts'
import { Recording } from '../../src/recording/recording.ts'
import { type PlainExchange, plainLines, writeLines } from './recordings.ts'

export interface OpenLibrary {
  readonly library: Library
  close(): Promise<void>
}

export async function openLibrary(exchanges: readonly PlainExchange[]): Promise<OpenLibrary> {
  const folder = await mkdtemp(join(tmpdir(), 'claudecodex-library-'))
  const path = join(folder, 'recording.jsonl')
  await writeLines(path, plainLines(exchanges))
  const recording = await Recording.open([path])
  return {
    library: await readLibrary(recording.exchanges),
    close: async () => {
      await recording.close()
      await rm(folder, { recursive: true })
    },
  }
}

type Turn = string | readonly ContentBlock[]

/** The person's and the model's turns by turns, the person's first. */
export const requestOf = (turns: readonly Turn[], more: Partial<MessagesRequest> = {}): MessagesRequest => ({
  model: 'claude-sonnet-5-5',
  max_tokens: 1_000,
  stream: true,
  messages: turns.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content })),
  ...more,
})

export const answerOf = (content: string | readonly AnswerBlock[], id = 'msg_1'): Message => ({
  ...emptyMessage(id, 'claude-sonnet-5-5'),
  content: typeof content === 'string' ? [{ type: 'text', text: content }] : content,
  stop_reason: typeof content === 'string' ? 'end_turn' : 'tool_use',
})

export const callOf = (name: string, input: unknown, id: string) =>
  ({ type: 'tool_use', id, name, input }) as const

export const resultOf = (id: string, content: string, isError = false) =>
  ({ type: 'tool_result', tool_use_id: id, content, ...(isError && { is_error: true }) }) as const
