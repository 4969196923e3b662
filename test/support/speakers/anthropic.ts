/** Claude at Anthropic. */
import type { AnswerBlock } from '../../../src/anthropic/blocks.ts'
import { emptyMessage } from '../../../src/anthropic/message.ts'
import { unfold } from '../../../src/anthropic/unfold.ts'
import { anthropic } from '../../../src/backends/anthropic/index.ts'
import type { Said } from '../conversations.ts'
import { frame, jsonAnswer, streamAnswer } from '../strict/anthropic-answers.ts'
import { startAnthropicServer } from '../strict/anthropic-server.ts'
import { type Fields, half, markOf, newNumber, type Speaker, type Spoken, stageOf } from './speaker.ts'

export const claude: Speaker = {
  name: 'claude',
  model: 'claude-sonnet-4-5',
  maker: 'claude',
  start: () =>
    stageOf(
      answerer => startAnthropicServer({ answerer }),
      speak,
      server => anthropic({ baseUrl: server.url, apiKey: 'sk-ant-api-strict' }),
    ),
}

function speak(said: Said, body: Fields): Spoken {
  const { thinking, stream, model } = body as {
    readonly thinking?: Fields
    readonly stream?: boolean
    readonly model: string
  }
  const isThinking = thinking !== undefined && thinking.type !== 'disabled'
  const { blocks, owed } = thoughtBlocks(isThinking ? said.thoughts : 'none')
  const text = said.isCut && said.calls.length === 0 ? half(said.text) : said.text
  const calls = said.isCut ? said.calls.slice(0, -1) : said.calls
  const content: readonly AnswerBlock[] = [
    ...blocks,
    // The API itself writes no blank text.
    ...(text.trim() === '' ? [] : [{ type: 'text' as const, text }]),
    ...calls.map(({ tool, input }) => ({
      type: 'tool_use' as const,
      id: `toolu_01${newNumber()}`,
      name: tool,
      input,
    })),
  ]
  const reason = said.isCut ? 'max_tokens' : calls.length > 0 ? 'tool_use' : 'end_turn'
  const message = { ...emptyMessage('msg_01Strict', model), content, stop_reason: reason } as const
  const answer = stream
    ? streamAnswer([...unfold(message)].map(event => frame({ ...event })))
    : jsonAnswer(message)
  return { answer, owed }
}

function thoughtBlocks(thoughts: Said['thoughts']): {
  readonly blocks: readonly AnswerBlock[]
  readonly owed: readonly string[]
} {
  const open = { thinking: `I think ${markOf('claude')}`, signature: `Eq${markOf('claude')}` }
  const data = Buffer.from(`${markOf('claude')}  `).toString('base64')
  const isOpen = thoughts === 'open' || thoughts === 'both'
  const isHidden = thoughts === 'hidden' || thoughts === 'both'
  return {
    blocks: [
      ...(isOpen ? [{ type: 'thinking' as const, ...open }] : []),
      ...(isHidden ? [{ type: 'redacted_thinking' as const, data }] : []),
    ],
    owed: [...(isOpen ? [open.thinking, open.signature] : []), ...(isHidden ? [data] : [])],
  }
}
