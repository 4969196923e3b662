import { expect } from 'chai'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { anthropic } from '../../src/backends/anthropic/index.ts'
import { openai } from '../../src/backends/openai/index.ts'
import { frame, messageStart, ping, streamAnswer, textStart } from '../support/strict/anthropic-answers.ts'
import { type AnthropicServer, startAnthropicServer } from '../support/strict/anthropic-server.ts'
import { chatStream, dataFrame, delta } from '../support/strict/openai-answers.ts'
import { type OpenAiServer, startOpenAiServer } from '../support/strict/openai-server.ts'
import { given, type OracleProxy, startOracleProxy } from './proxy.ts'
import { ended, started, textBlock } from './scripted-events.ts'
import { clientOf, sdks } from './sdks.ts'

const streamOf = (...events: readonly StreamEvent[]) =>
  given({
    async *stream() {
      yield* events
    },
  })

const start = started('msg_1', 'model-1')
const begun: StreamEvent = {
  type: 'content_block_start',
  index: 0,
  content_block: { type: 'text', text: '', citations: null },
}

/** Claude Code takes such a stream for an accident of its own and pays for the turn a second time. */
const streams = {
  nothing: streamOf(),
  pings: streamOf({ type: 'ping' }, { type: 'ping' }),
  'only message_start': streamOf(start),
  'message_start and a ping': streamOf(start, { type: 'ping' }),
  'a block that was opened': streamOf(start, begun),
}

const request = {
  model: 'model-1',
  max_tokens: 10,
  messages: [{ role: 'user' as const, content: 'hi' }],
}

/** A status that the client retries, or a stream that says it has failed. */
async function checkFailure(response: Response): Promise<void> {
  const text = await response.text()
  if (response.status === 200) {
    expect(text).to.match(/event: error\ndata: \{"type":"error".*\}\n\n$/)
    expect(text).not.to.include('message_stop')
    return
  }
  expect(response.status).to.be.within(500, 599)
  expect(JSON.parse(text)).to.have.nested.property('error.type')
}

const lacksStop = streamOf(
  start,
  ...textBlock(0, ['whole']),
  ...ended('end_turn').filter(event => event.type !== 'message_stop'),
)

describe('a stream that ends before it has said anything', () => {
  let proxy: OracleProxy
  before(async () => {
    proxy = await startOracleProxy({ backends: { ...streams, lacksStop } })
  })
  after(() => proxy.close())

  for (const name of Object.keys(streams)) {
    const model = `${name}:model-1`

    it(`case 127: ${name} is told to a streaming client as a failure`, async () => {
      const response = await fetch(`${proxy.url}/v1/messages`, {
        method: 'POST',
        body: JSON.stringify({ ...request, model, stream: true }),
      })
      await checkFailure(response)
    })

    for (const sdk of sdks) {
      it(`case 127: ${name} makes ${sdk.name} throw an APIError, streamed and whole`, async () => {
        const client = clientOf(sdk, proxy.url)
        const attempts = [
          client.messages.stream({ ...request, model }).finalMessage(),
          client.messages.create({ ...request, model }),
        ]
        for (const attempt of attempts) {
          const failure = await attempt.then(
            () => undefined,
            (error: unknown) => error,
          )
          expect(failure).to.be.instanceOf(sdk.Client.APIError)
        }
      })
    }
  }

  for (const sdk of sdks) {
    it(`${sdk.name} takes a stream that lacks nothing but its very last event`, async () => {
      const stream = clientOf(sdk, proxy.url).messages.stream({ ...request, model: 'lacksStop:model-1' })
      expect((await stream.finalMessage()).content[0]).to.include({ text: 'whole' })
    })
  }
})

describe('an upstream that ends before it has said anything', () => {
  let upstream: AnthropicServer
  let proxy: OracleProxy
  before(async () => {
    upstream = await startAnthropicServer()
    const backend = anthropic({ baseUrl: upstream.url, apiKey: 'sk-ant-test-upstream' })
    proxy = await startOracleProxy({ backends: { anthropic: backend } })
  })
  after(async () => {
    await proxy.close()
    await upstream.close()
  })

  const answers: Readonly<Record<string, readonly string[]>> = {
    nothing: [],
    pings: [ping, ping],
    'only message_start': [messageStart()],
    'a block that was opened': [messageStart(), textStart()],
    'an event that nobody knows': [frame({ type: 'made_up', value: 1 })],
  }
  for (const [name, pieces] of Object.entries(answers)) {
    it(`case 127: ${name} from the Messages API is told to a streaming client as a failure`, async () => {
      upstream.answer(streamAnswer(pieces))
      const response = await fetch(`${proxy.url}/v1/messages`, {
        method: 'POST',
        body: JSON.stringify({ ...request, stream: true }),
        headers: { 'content-type': 'application/json' },
      })
      await checkFailure(response)
    })
  }
})

describe('a chat completions API that ends before it has said anything', () => {
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
  })

  const answers: Readonly<Record<string, readonly string[]>> = {
    nothing: [],
    'only [DONE]': ['[DONE]'].map(dataFrame),
    'only the role': [delta({ role: 'assistant', content: '' })].map(dataFrame),
  }
  for (const [name, pieces] of Object.entries(answers)) {
    it(`case 127: ${name} is told to a streaming client as a failure`, async () => {
      upstream.answer(chatStream(pieces))
      const response = await fetch(`${proxy.url}/v1/messages`, {
        method: 'POST',
        body: JSON.stringify({ ...request, stream: true }),
        headers: { 'content-type': 'application/json' },
      })
      await checkFailure(response)
    })
  }
})
