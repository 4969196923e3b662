import type Anthropic from '@anthropic-ai/sdk'
import { expect } from 'chai'
import { bedrock } from '../../src/backends/bedrock/index.ts'
import {
  bedrockError,
  bedrockStream,
  blockStop,
  converseAnswer,
  delta,
  exceptionFrame,
  messageStop,
  metadata,
  start,
  textFrames,
  toolStart,
} from '../support/strict/bedrock-answers.ts'
import { type BedrockServer, startBedrockServer } from '../support/strict/bedrock-server.ts'
import { strictKeys } from '../support/strict/bedrock-signature.ts'
import { type OracleProxy, startOracleProxy } from './proxy.ts'
import { clientOf, sdks } from './sdks.ts'

const question: Anthropic.MessageCreateParamsNonStreaming = {
  model: 'claude-sonnet-4-5',
  max_tokens: 4_096,
  thinking: { type: 'enabled', budget_tokens: 1_024 },
  tools: [{ name: 'Bash', input_schema: { type: 'object', properties: { command: { type: 'string' } } } }],
  messages: [{ role: 'user', content: 'Hello there' }],
}

/** One answer twice: as the frames of a stream, and whole. */
const frames: readonly Buffer[] = [
  start(),
  delta(0, { reasoningContent: { text: 'Let me ' } }),
  delta(0, { reasoningContent: { text: 'see 漢😀.' } }),
  delta(0, { reasoningContent: { signature: 'U0lH' } }),
  blockStop(0),
  delta(1, { reasoningContent: { redactedContent: 'AAEC/w==' } }),
  blockStop(1),
  delta(2, { text: 'I will ' }),
  delta(2, { text: 'look.' }),
  blockStop(2),
  toolStart(3, 'Bash', 'tooluse_a'),
  delta(3, { toolUse: { input: '{"comm' } }),
  delta(3, { toolUse: { input: 'and":"ls"}' } }),
  blockStop(3),
  toolStart(4, 'Bash', 'tooluse_b'),
  blockStop(4),
  messageStop('tool_use'),
  metadata({
    inputTokens: 10,
    outputTokens: 20,
    totalTokens: 930,
    cacheReadInputTokens: 900,
    cacheWriteInputTokens: 0,
  }),
]
const whole = converseAnswer(
  [
    { reasoningContent: { reasoningText: { text: 'Let me see 漢😀.', signature: 'U0lH' } } },
    { reasoningContent: { redactedContent: 'AAEC/w==' } },
    { text: 'I will look.' },
    { toolUse: { toolUseId: 'tooluse_a', name: 'Bash', input: { command: 'ls' } } },
    { toolUse: { toolUseId: 'tooluse_b', name: 'Bash', input: {} } },
  ],
  'tool_use',
  {
    usage: {
      inputTokens: 10,
      outputTokens: 20,
      totalTokens: 930,
      cacheReadInputTokens: 900,
      cacheWriteInputTokens: 0,
    },
  },
)

for (const sdk of sdks) {
  describe(`${sdk.name} against bedrock`, () => {
    let server: BedrockServer
    let proxy: OracleProxy
    let client: Anthropic
    beforeEach(async () => {
      server = await startBedrockServer()
      const { accessKeyId, secretAccessKey } = strictKeys
      const cloud = bedrock({
        region: 'us-east-1',
        endpoint: server.url,
        accessKeyId,
        secretAccessKey,
        model: 'claude-sonnet-4-5',
      })
      proxy = await startOracleProxy({ backends: { cloud } })
      client = clientOf(sdk, proxy.url)
    })
    afterEach(async () => {
      await proxy.close()
      await server.close()
      expect(server.violations).to.deep.equal([])
    })

    it('case 126: reads the same message from a stream and from a whole answer', async () => {
      server.answer(bedrockStream([...frames]), whole)
      const streamed = await client.messages.stream(question).finalMessage()
      const created = await client.messages.create(question)
      expect(streamed.content).to.deep.equal(created.content)
      expect(streamed.usage).to.deep.equal(created.usage)
      expect(streamed.stop_reason).to.equal('tool_use')
      expect(streamed.content.map(({ type }) => type)).to.deep.equal([
        'thinking',
        'redacted_thinking',
        'text',
        'tool_use',
        'tool_use',
      ])
      expect(streamed.content.at(-1)).to.deep.include({ input: {} })
      expect(streamed.usage).to.include({ input_tokens: 10, cache_read_input_tokens: 900 })
    })

    it('case 36: reads the same message wherever the stream is cut', async () => {
      const bytes = Buffer.concat(frames)
      const content: unknown[] = []
      for (const size of [1_000_000, 7, 64, 333]) {
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        )
        server.answer(bedrockStream(pieces))
        content.push((await client.messages.stream(question).finalMessage()).content)
      }
      for (const other of content) expect(other).to.deep.equal(content[0])
    })

    it('case 99: sends back what it was given, which Bedrock then takes', async () => {
      server.answer(bedrockStream([...frames]))
      const { content } = await client.messages.stream(question).finalMessage()
      const results = content.flatMap(block =>
        block.type === 'tool_use'
          ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'ok' }]
          : [],
      )
      await client.messages.create({
        ...question,
        messages: [
          ...question.messages,
          { role: 'assistant', content },
          { role: 'user', content: results.reverse() },
        ],
      })
      const { messages } = server.sent()[1]?.body ?? {}
      expect(messages?.[1]?.content.slice(0, 2)).to.deep.equal([
        { reasoningContent: { reasoningText: { text: 'Let me see 漢😀.', signature: 'U0lH' } } },
        { reasoningContent: { redactedContent: 'AAEC/w==' } },
      ])
      expect(messages?.[2]?.content.map(block => block.toolResult?.toolUseId)).to.deep.equal([
        'tooluse_a',
        'tooluse_b',
      ])
    })

    it('case 105: throws its own class for what Bedrock refuses', async () => {
      server.answer(bedrockError({ status: 429, name: 'ThrottlingException', message: 'slow down' }))
      const failure = await client.messages.create(question).catch((error: unknown) => error)
      expect(failure).to.be.instanceOf(sdk.Client.RateLimitError)
      expect((failure as Error).message).to.include('slow down')
    })

    it('case 103: throws in the middle of a stream that fails', async () => {
      const [head, text] = textFrames() as [Buffer, Buffer]
      server.answer(bedrockStream([head, text, exceptionFrame('throttlingException', { message: 'slow' })]))
      const stream = client.messages.stream(question)
      let said = ''
      stream.on('text', words => {
        said += words
      })
      const failure = await stream.finalMessage().catch((error: unknown) => error)
      expect((failure as Error).message).to.include('rate_limit_error')
      expect(said).to.equal('Hello')
    })

    it('case 126: counts tokens and lists models', async () => {
      const { max_tokens: _, ...counted } = question
      expect((await client.messages.countTokens(counted)).input_tokens).to.equal(321)
      const { data } = await client.models.list({ limit: 1000 })
      expect(data.map(({ id }) => id)).to.include('claudecodex/cloud:us.anthropic.claude-sonnet-5-5')
    })
  })
}
