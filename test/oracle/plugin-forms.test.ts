import { expect } from 'chai'
import type { MessagesRequest, Plugin } from 'claudecodex'
import { events, message, toolUse } from 'claudecodex/testing'
import { anthropic } from '../../src/backends/anthropic/index.ts'
import { jsonAnswer, streamAnswer } from '../support/strict/anthropic-answers.ts'
import { type AnthropicServer, startAnthropicServer } from '../support/strict/anthropic-server.ts'
import { given, type OracleProxy, startOracleProxy } from './proxy.ts'
import { clientOf, sdks } from './sdks.ts'

const answer = message([{ type: 'text', text: 'I look.', citations: null }, toolUse('Read', { path: '/a' })])
const tools = [{ name: 'Read', input_schema: { type: 'object' as const } }]
const asked = {
  model: 'claude-sonnet-5-5',
  max_tokens: 10,
  tools,
  messages: [{ role: 'user' as const, content: 'hi' }],
}

describe('hooks of a plugin (rule 4)', () => {
  let upstream: AnthropicServer
  let proxy: OracleProxy
  let seen: string[]
  let requests: (readonly [MessagesRequest, MessagesRequest])[]

  before(async () => {
    upstream = await startAnthropicServer()
    const plugin = (name: string): Plugin => ({
      name,
      apiVersion: 1,
      beforeRequest: exchange => {
        seen.push(`${name} beforeRequest`)
        requests.push([exchange.request, exchange.original])
      },
      onEvent: event => {
        if (event.type === 'content_block_delta') return
        seen.push(`${name} ${event.type}`)
      },
      afterResponse: ({ content }) => void seen.push(`${name} afterResponse ${JSON.stringify(content)}`),
      onEnd: (_, { kind }) => void seen.push(`${name} onEnd ${kind}`),
    })
    proxy = await startOracleProxy({
      backends: {
        events: given({
          async *stream() {
            yield* structuredClone(events(answer))
          },
        }),
        bytes: anthropic({ baseUrl: upstream.url, apiKey: 'sk-ant-api-1' }),
      },
      plugins: [plugin('outer'), plugin('inner')],
    })
  })
  beforeEach(() => {
    seen = []
    requests = []
  })
  after(async () => {
    await proxy.close()
    await upstream.close()
  })

  it('are the same ones, whether the client asked for a stream and whether the upstream sent one', async () => {
    const client = clientOf(sdks[0] ?? expect.fail(), proxy.url)
    const frames = events(answer).map(event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    const runs: Readonly<Record<string, () => Promise<{ readonly content: unknown }>>> = {
      'a stream of a stream': () => client.messages.stream({ ...asked, model: 'events:m' }).finalMessage(),
      'one body of a stream': () => client.messages.create({ ...asked, model: 'events:m' }),
      'a stream of bytes': () => {
        upstream.answer(streamAnswer(frames))
        return client.messages.stream({ ...asked, model: 'bytes:claude-sonnet-5-5' }).finalMessage()
      },
      'one body of one body': () => {
        upstream.answer(jsonAnswer(answer))
        return client.messages.create({ ...asked, model: 'bytes:claude-sonnet-5-5' })
      },
    }
    const orders: Record<string, readonly string[]> = {}
    for (const [name, run] of Object.entries(runs)) {
      seen = []
      expect((await run()).content, name).to.deep.equal(answer.content)
      orders[name] = seen
    }
    const [first, ...others] = Object.values(orders)
    expect(first?.slice(0, 4)).to.deep.equal([
      'outer beforeRequest',
      'inner beforeRequest',
      'inner message_start',
      'outer message_start',
    ])
    for (const order of others) expect([...order].sort()).to.deep.equal([...(first ?? [])].sort())
  })

  it('share one request: nothing clones a conversation for each of them (rule 11)', async () => {
    await clientOf(sdks[0] ?? expect.fail(), proxy.url).messages.create({ ...asked, model: 'events:m' })
    const [[outer, original], [inner]] = requests as [
      [MessagesRequest, MessagesRequest],
      [MessagesRequest, MessagesRequest],
    ]
    expect(outer).to.equal(original)
    expect(inner).to.equal(outer)
  })
})
