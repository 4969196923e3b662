/** A folder of recordings for a test, and its end. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Message } from '../../src/anthropic/message.ts'
import { emptyMessage } from '../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { Recording } from '../../src/recording/recording.ts'
import type { HeadLine } from '../../src/recording/schema.ts'
import { type PlainExchange, plainLines, writeLines } from './recordings.ts'

export class RecordingFolder {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  static async create(): Promise<RecordingFolder> {
    return new RecordingFolder(await mkdtemp(join(tmpdir(), 'claudecodex-recordings-')))
  }

  at(name: string): string {
    return join(this.path, name)
  }

  async write(
    name: string,
    exchanges: readonly PlainExchange[],
    head: Partial<HeadLine> = {},
  ): Promise<string> {
    await writeLines(this.at(name), plainLines(exchanges, head))
    return this.at(name)
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true })
  }
}

/** Exchanges as a reader has them, while `work` runs. */
export async function withRecording<Result>(
  exchanges: readonly PlainExchange[],
  work: (recording: Recording) => Promise<Result>,
): Promise<Result> {
  const folder = await RecordingFolder.create()
  try {
    const recording = await Recording.open([await folder.write('a.jsonl', exchanges)])
    try {
      return await work(recording)
    } finally {
      await recording.close()
    }
  } finally {
    await folder.remove()
  }
}

export const plainRequest = (text: string, more: Partial<MessagesRequest> = {}): MessagesRequest => ({
  model: 'claude-opus-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: text }],
  ...more,
})

export const plainAnswer = (text: string, more: Partial<Message> = {}): Message => ({
  ...emptyMessage('msg_1', 'claude-opus-5'),
  content: [{ type: 'text', text }],
  stop_reason: 'end_turn',
  ...more,
})
