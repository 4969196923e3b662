/** Models on Bedrock. */
import { bedrock } from '../../../src/backends/bedrock/index.ts'
import type { Said } from '../conversations.ts'
import {
  bedrockStream,
  blockStop,
  converseAnswer,
  delta,
  messageStop,
  metadata,
  start,
  toolStart,
} from '../strict/bedrock-answers.ts'
import { startBedrockServer } from '../strict/bedrock-server.ts'
import { strictKeys } from '../strict/bedrock-signature.ts'
import {
  type Fields,
  half,
  hostName,
  markOf,
  newNumber,
  type Speaker,
  type Spoken,
  stageOf,
} from './speaker.ts'

const { accessKeyId, secretAccessKey } = strictKeys

const speakerOf = (name: string, maker: string, model: string): Speaker => ({
  name,
  model,
  maker,
  start: () =>
    stageOf(
      answerer => startBedrockServer({ answerer }),
      (said, body, { path }) => speak(maker, said, body, path.endsWith('converse-stream')),
      server => bedrock({ region: 'us-east-1', endpoint: server.url, accessKeyId, secretAccessKey }),
    ),
})

export const bedrockModels: readonly Speaker[] = [
  speakerOf('bedrock-claude', 'claude', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'),
  speakerOf('bedrock-newest', 'claude', 'us.anthropic.claude-sonnet-5-5'),
  speakerOf('bedrock-nova', 'nova', 'us.amazon.nova-2-lite-v1:0'),
  speakerOf('bedrock-mistral', 'mistral', 'mistral.mistral-large-3-675b-instruct'),
]

/** The parts of an answer, whole or as the deltas of a stream. */
function speak(maker: string, said: Said, body: Fields, isStream: boolean): Spoken {
  const fields = (body.additionalModelRequestFields ?? {}) as {
    readonly thinking?: Fields
    readonly reasoningConfig?: Fields
  }
  const mode = fields.thinking ?? fields.reasoningConfig
  const isThinking = mode !== undefined && mode.type !== 'disabled'
  const thoughts = isThinking ? thoughtsOf(maker, said.thoughts) : []
  // Only Claude takes its thoughts back.
  const owed = maker === 'claude' ? thoughts.flatMap(({ owed: own }) => own) : []
  const { tools } = (body.toolConfig ?? {}) as { readonly tools?: unknown }
  const text = said.isCut && said.calls.length === 0 ? half(said.text) : said.text
  const calls = said.calls.map(({ tool, input }) => ({
    toolUseId: `tooluse.${maker}:${newNumber()}`,
    name: hostName(tools, tool),
    input,
  }))
  const reason = said.isCut ? 'max_tokens' : calls.length > 0 ? 'tool_use' : 'end_turn'
  const words = text === '' ? [] : [{ text }]
  if (!isStream) {
    const whole = [
      ...thoughts.map(({ block }) => ({ reasoningContent: block })),
      ...words,
      ...calls.slice(0, said.isCut ? -1 : undefined).map(toolUse => ({ toolUse })),
    ]
    return { answer: converseAnswer(whole, reason), owed }
  }
  const plain = [
    ...thoughts.map(({ deltas }) => deltas.map(one => ({ reasoningContent: one }))),
    ...words.map(one => [one]),
  ]
  const frames = [
    start(),
    ...plain.flatMap((deltas, index) => [...deltas.map(one => delta(index, one)), blockStop(index)]),
    ...calls.flatMap(({ name, toolUseId, input }, at) => {
      const index = plain.length + at
      const json = JSON.stringify(input)
      const isHalf = said.isCut && at === calls.length - 1
      const told = delta(index, { toolUse: { input: isHalf ? half(json) : json } })
      return [toolStart(index, name, toolUseId), told, blockStop(index)]
    }),
    messageStop(reason),
    metadata(),
  ]
  return { answer: bedrockStream(frames), owed }
}

interface Thought {
  /** As a whole answer has it. */
  readonly block: Fields
  readonly deltas: readonly Fields[]
  readonly owed: readonly string[]
}

function thoughtsOf(maker: string, thoughts: Said['thoughts']): readonly Thought[] {
  const text = `I think ${markOf(maker)}`
  const signature = `Eq${markOf(maker)}`
  const redactedContent = Buffer.from(`${markOf(maker)}  `).toString('base64')
  const open = {
    block: { reasoningText: { text, signature } },
    deltas: [{ text }, { signature }],
    owed: [text, signature],
  }
  const hidden = { block: { redactedContent }, deltas: [{ redactedContent }], owed: [redactedContent] }
  return [
    ...(thoughts === 'open' || thoughts === 'both' ? [open] : []),
    ...(thoughts === 'hidden' || thoughts === 'both' ? [hidden] : []),
  ]
}
