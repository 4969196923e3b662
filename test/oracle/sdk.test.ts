import type Anthropic from '@anthropic-ai/sdk'
import { expect } from 'chai'
import { anthropic } from '../../src/backends/anthropic/index.ts'
import { demo } from '../../src/backends/demo/index.ts'
import { openai } from '../../src/backends/openai/index.ts'
import { errorAnswer, streamAnswer, toolFrames } from '../support/strict/anthropic-answers.ts'
import { type AnthropicServer, startAnthropicServer } from '../support/strict/anthropic-server.ts'
import { chatStream, chatToolFrames } from '../support/strict/openai-answers.ts'
import { type OpenAiServer, startOpenAiServer } from '../support/strict/openai-server.ts'
import { type OracleProxy, startOracleProxy } from './proxy.ts'
import { apiKey, clientOf, type Sdk, sdks } from './sdks.ts'

const model = 'claude-sonnet-5-5'
const question: Anthropic.MessageCreateParamsNonStreaming = {
  model,
  max_tokens: 256,
  messages: [{ role: 'user', content: 'Hello there' }],
}

const write: Anthropic.Tool = {
  name: 'Write',
  description: 'Writes a file',
  input_schema: {
    type: 'object',
    properties: { file_path: { type: 'string' }, content: { type: 'string' } },
    required: ['file_path', 'content'],
  },
}
const order: Anthropic.MessageCreateParamsNonStreaming = {
  ...question,
  tools: [write],
  messages: [{ role: 'user', content: 'write hello.txt with hi' }],
}

function checkMessage(message: {
  readonly id: string
  readonly type: string
  readonly role: string
  readonly stop_reason: unknown
  readonly content: readonly { readonly type: string }[]
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number }
}): void {
  expect(message).to.include({ type: 'message', role: 'assistant', stop_reason: 'end_turn' })
  expect(message.id).to.be.a('string').that.is.not.empty
  expect(message.content.map(block => block.type)).to.deep.equal(['text'])
  expect(message.usage.input_tokens).to.be.above(0)
  expect(message.usage.output_tokens).to.be.above(0)
}

/** What holds for every backend. */
function checkEndpoints(sdk: Sdk, place: string, client: () => Anthropic): void {
  const title = (text: string) => `case 126: ${sdk.name} ${text} ${place}`

  it(title('creates a message with'), async () => {
    const message = await client().messages.create(question)
    checkMessage(message)
    expect(message._request_id).to.match(/^req_/)
  })

  it(title('streams a message with'), async () => {
    const stream = client().messages.stream(question)
    let text = ''
    stream.on('text', delta => {
      text += delta
    })
    const message = await stream.finalMessage()
    checkMessage(message)
    expect(text).to.be.a('string').that.is.not.empty
    expect(message.content[0]).to.include({ text })
  })

  it(title('iterates over the raw events with'), async () => {
    const types: string[] = []
    for await (const event of await client().messages.create({ ...question, stream: true })) {
      if (types.at(-1) !== event.type) types.push(event.type)
    }
    expect(types).to.deep.equal([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
  })

  it(title('uses beta.messages with'), async () => {
    const betas = ['interleaved-thinking-2025-05-14']
    checkMessage(await client().beta.messages.create({ ...question, betas }))
    checkMessage(
      await client()
        .beta.messages.stream({ ...question, betas })
        .finalMessage(),
    )
  })

  it(title('counts tokens, in the beta too, with'), async () => {
    const { max_tokens: _, ...counted } = question
    expect((await client().messages.countTokens(counted)).input_tokens).to.be.above(0)
    expect((await client().beta.messages.countTokens(counted)).input_tokens).to.be.above(0)
  })

  it(title('lists models and looks one up with'), async () => {
    const [first] = (await client().models.list({ limit: 1000 })).data
    expect(first).to.include({ type: 'model' })
    expect(await client().models.retrieve(first?.id ?? '')).to.include({ id: first?.id })
  })

  it(title('sees a missing field as its BadRequestError with'), async () => {
    const { messages: _, ...incomplete } = question
    const failure = await client()
      .messages.create(incomplete as typeof question)
      .catch((error: unknown) => error)
    expect(failure).to.be.instanceOf(sdk.Client.BadRequestError)
    expect((failure as Error).message).to.include('messages')
  })
}

for (const sdk of sdks) {
  describe(`${sdk.name} against the demo`, () => {
    let proxy: OracleProxy
    before(async () => {
      proxy = await startOracleProxy({ backends: { demo: demo({ pace: false }) } })
    })
    after(() => proxy.close())

    checkEndpoints(sdk, 'the demo', () => clientOf(sdk, proxy.url))

    it(`case 126: ${sdk.name} gets a tool call, streamed and whole`, async () => {
      const client = clientOf(sdk, proxy.url)
      for (const message of [
        await client.messages.create(order),
        await client.messages.stream(order).finalMessage(),
      ]) {
        expect(message.stop_reason).to.equal('tool_use')
        const call = message.content.find(block => block.type === 'tool_use')
        expect(call?.input).to.deep.equal({ file_path: 'hello.txt', content: 'hi' })
        expect(call?.id).to.match(/^[a-zA-Z0-9_-]+$/)
      }
    })

    it(`case 126: ${sdk.name} finds every nullable field of the API in a message`, async () => {
      const message = await clientOf(sdk, proxy.url).messages.create(question)
      expect(message).to.include.keys('stop_sequence', 'stop_details', 'container')
      expect(message.usage).to.include.keys(
        'cache_creation',
        'cache_creation_input_tokens',
        'cache_read_input_tokens',
        'server_tool_use',
        'service_tier',
      )
    })
  })

  describe(`${sdk.name} through to the Messages API`, () => {
    let upstream: AnthropicServer
    let proxy: OracleProxy
    before(async () => {
      upstream = await startAnthropicServer()
      proxy = await startOracleProxy({
        backends: { anthropic: anthropic({ baseUrl: upstream.url, trusted: true }) },
      })
    })
    after(async () => {
      await proxy.close()
      await upstream.close()
    })

    checkEndpoints(sdk, 'pass-through', () => clientOf(sdk, proxy.url))

    it(`case 126: ${sdk.name} reaches the API with its own credentials in both forms`, async () => {
      const token = 'sk-ant-oat01-test-oracle'
      const forms = [
        { apiKey, authToken: null },
        { apiKey: null, authToken: token },
      ]
      for (const form of forms) {
        const client = clientOf(sdk, proxy.url).withOptions(form)
        await client.beta.messages.create({ ...question, betas: ['oauth-2025-04-20'] })
        const headers = upstream.received.at(-1)?.headers
        const sent = `${headers?.['x-api-key'] ?? ''}${headers?.authorization ?? ''}`
        expect(sent.replace('Bearer ', '')).to.equal(form.apiKey ?? form.authToken)
      }
    })

    it(`case 126: ${sdk.name} gets the tool call that the API streams`, async () => {
      upstream.answer(streamAnswer(toolFrames('Write', { file_path: 'a', content: 'b' })))
      const message = await clientOf(sdk, proxy.url).messages.stream(order).finalMessage()
      expect(message.content[0]).to.deep.include({
        type: 'tool_use',
        input: { file_path: 'a', content: 'b' },
      })
    })

    it(`case 126: ${sdk.name} sees the API's 429 as its RateLimitError, with retry-after`, async () => {
      upstream.answer(errorAnswer(429, 'rate_limit_error', 'Slow down', { 'retry-after': '7' }))
      const failure = await clientOf(sdk, proxy.url)
        .messages.stream(question)
        .finalMessage()
        .catch((error: unknown) => error)
      expect(failure).to.be.instanceOf(sdk.Client.RateLimitError)
      expect(
        (failure as InstanceType<typeof sdk.Client.RateLimitError>).headers?.get('retry-after'),
      ).to.equal('7')
    })
  })

  describe(`${sdk.name} through to a chat completions API`, () => {
    let upstream: OpenAiServer
    let proxy: OracleProxy
    before(async () => {
      upstream = await startOpenAiServer()
      const work = openai({ baseUrl: upstream.baseUrl, apiKey: 'sk-test', model: 'gpt-5.1', host: 'openai' })
      proxy = await startOracleProxy({ backends: { work } })
    })
    after(async () => {
      await proxy.close()
      await upstream.close()
      expect(upstream.violations).to.deep.equal([])
    })

    checkEndpoints(sdk, 'a translation', () => clientOf(sdk, proxy.url))

    it(`case 126: ${sdk.name} gets the tool call that the other API streams`, async () => {
      upstream.answer(chatStream(chatToolFrames('Write', { file_path: 'a', content: 'b' })))
      const message = await clientOf(sdk, proxy.url).messages.stream(order).finalMessage()
      expect(message.stop_reason).to.equal('tool_use')
      expect(message.content[0]).to.deep.include({
        type: 'tool_use',
        input: { file_path: 'a', content: 'b' },
      })
    })
  })
}
