import type Anthropic from '@anthropic-ai/sdk'
import { expect } from 'chai'
import type { Plugin } from 'claudecodex'
import log from '../../plugins/log.ts'
import redact from '../../plugins/redact.ts'
import { anthropic } from '../../src/backends/anthropic/index.ts'
import type { BackendFactory } from '../../src/backends/backend-factory.ts'
import { bedrock } from '../../src/backends/bedrock/index.ts'
import { openai } from '../../src/backends/openai/index.ts'
import { responses } from '../../src/backends/responses/index.ts'
import {
  contextCanaries,
  keyedStore,
  personalCanaries,
  standIn,
  vendorCanaries,
} from '../plugins/redact/support.ts'
import {
  errorAnswer,
  textFrames as frames,
  jsonAnswer,
  message,
  streamAnswer,
} from '../support/strict/anthropic-answers.ts'
import { startAnthropicServer } from '../support/strict/anthropic-server.ts'
import {
  bedrockError,
  textFrames as bedrockFrames,
  bedrockStream,
  converseAnswer,
} from '../support/strict/bedrock-answers.ts'
import { startBedrockServer } from '../support/strict/bedrock-server.ts'
import { strictKeys } from '../support/strict/bedrock-signature.ts'
import {
  chatError,
  chatJson,
  chatStream,
  chatTextFrames,
  completion,
} from '../support/strict/openai-answers.ts'
import { startOpenAiServer } from '../support/strict/openai-server.ts'
import { messageItem, responseOf, responsesJson, streamOf } from '../support/strict/responses-answers.ts'
import { startResponsesServer } from '../support/strict/responses-server.ts'
import type { ScriptedAnswer, ScriptedServer } from '../support/strict/scripted-server.ts'
import { type OracleProxy, startOracleProxy } from './proxy.ts'
import { clientOf, sdks } from './sdks.ts'

/** One provider behind the proxy: how it says something, and how it refuses. */
interface Place {
  readonly server: ScriptedServer
  readonly factory: BackendFactory
  readonly model: string
  streamed(text: string): ScriptedAnswer
  whole(text: string): ScriptedAnswer
  refusing(text: string): ScriptedAnswer
}

const places: Readonly<Record<string, () => Promise<Place>>> = {
  async anthropic() {
    const server = await startAnthropicServer()
    return {
      server,
      factory: anthropic({ baseUrl: server.url, apiKey: 'sk-ant-api-1' }),
      model: 'claude-sonnet-5-5',
      streamed: text => streamAnswer(frames(text)),
      whole: text => jsonAnswer(message(text)),
      refusing: text => errorAnswer(400, 'invalid_request_error', text),
    }
  },
  async openai() {
    const server = await startOpenAiServer()
    return {
      server,
      factory: openai({ baseUrl: server.baseUrl, apiKey: 'sk-1', host: 'openai' }),
      model: 'gpt-4.1',
      streamed: text => chatStream(chatTextFrames(text)),
      whole: text => chatJson(completion({ content: text })),
      refusing: text => chatError({ status: 400, message: text }),
    }
  },
  async responses() {
    const server = await startResponsesServer()
    return {
      server,
      factory: responses({ baseUrl: server.baseUrl, apiKey: 'sk-1' }),
      model: 'gpt-5.6-sol',
      streamed: text => streamOf(messageItem(text)),
      whole: text => responsesJson(responseOf([messageItem(text)])),
      refusing: text => chatError({ status: 400, message: text }),
    }
  },
  async bedrock() {
    const server = await startBedrockServer()
    return {
      server,
      factory: bedrock({ region: 'us-east-1', endpoint: server.url, ...strictKeys }),
      model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      streamed: text => bedrockStream(bedrockFrames(text)),
      whole: text => converseAnswer([{ text }]),
      refusing: text => bedrockError({ status: 400, name: 'ValidationException', message: text }),
    }
  },
}

/** Kind, secret, and the text that it stands in. */
const canaries = [
  ...Object.entries(vendorCanaries).flatMap(([kind, all]) =>
    all.map(secret => ({ kind, secret, text: `a key: ${secret}` })),
  ),
  ...contextCanaries,
  ...Object.values(personalCanaries).map(({ kind, secret }) => ({
    kind,
    secret,
    text: `reach me: ${secret}.`,
  })),
  { kind: 'ticket', secret: 'TICKET-4711', text: 'see TICKET-4711' },
  { kind: 'word', secret: 'Initech', text: 'for Initech' },
]
const texts = canaries.map(({ text }) => text).join('\n')
const said = canaries.map(({ kind, secret }) => `<${standIn(kind, secret)}>`).join('\n')
const heard = canaries.map(({ secret }) => `<${secret}>`).join('\n')

const parametersOf = (model: string): Anthropic.MessageCreateParamsNonStreaming => ({
  model,
  max_tokens: 1_000,
  system: texts,
  tools: [{ name: 'Read', input_schema: { type: 'object', properties: { path: { type: 'string' } } } }],
  messages: [
    { role: 'user', content: texts },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: heard },
        { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { path: heard } },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: texts }] },
  ],
})

/** Names what is found of the canaries, in plain or as JSON writes it. */
function leaks(text: string): readonly string[] {
  return canaries
    .filter(({ secret }) => text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1)))
    .map(({ kind, secret }) => `${kind}: ${secret}`)
}

for (const [name, open] of Object.entries(places)) {
  describe(`canaries on their way to ${name}`, () => {
    let place: Place
    let proxy: OracleProxy
    let printed: string[]

    before(async () => {
      place = await open()
      const store = await keyedStore()
      const options = {
        emails: true,
        phones: true,
        cards: true,
        ibans: true,
        patterns: { ticket: /TICKET-\d+/ },
        dictionary: ['Initech'],
      }
      const plugin = redact(options)
      const stream = { write: (text: string) => printed.push(text) > 0 }
      const watcher: Plugin = {
        name: 'watcher',
        apiVersion: 1,
        order: 'first',
        setup: ({ record }) => {
          watcher.onEnd = async exchange => void printed.push(JSON.stringify(await record(exchange)))
        },
        onEnd: async () => {},
      }
      proxy = await startOracleProxy({
        backends: { [name]: place.factory },
        plugins: [
          watcher,
          log({ verbose: true, stream, environment: {} }),
          { ...log({ json: true, stream, environment: {} }), name: 'json' },
          { ...plugin, setup: context => plugin.setup?.({ ...context, options, store }) },
        ],
      })
    })
    beforeEach(() => {
      printed = []
    })
    after(async () => {
      await proxy.close()
      await place.server.close()
    })

    /** Nothing of them in what the provider got, what was printed and kept, and what `/health` says. */
    async function check(): Promise<void> {
      const health = await (await fetch(`${proxy.url}/health`)).text()
      expect(leaks(place.server.received.at(-1)?.body.toString() ?? ''), 'on the wire').to.deep.equal([])
      expect(leaks(printed.join('\n')), 'printed').to.deep.equal([])
      expect(leaks(health), 'health').to.deep.equal([])
      expect(printed, 'record, line and JSON').to.have.length(3)
      expect(printed.join('\n')).to.include(standIn('word', 'Initech'))
    }

    for (const { name: sdk, Client } of sdks.slice(0, 1)) {
      it(`are hidden in a stream and restored for ${sdk}`, async () => {
        place.server.answer(place.streamed(said))
        const client = clientOf({ name: sdk, Client }, proxy.url)
        const answer = await client.messages.stream(parametersOf(place.model)).finalMessage()
        expect(answer.content.at(-1)).to.have.property('text', heard)
        await check()
      })
      it(`are hidden in a whole answer and restored for ${sdk}`, async () => {
        place.server.answer(place.whole(said))
        const answer = await clientOf({ name: sdk, Client }, proxy.url).messages.create(
          parametersOf(place.model),
        )
        expect(answer.content.at(-1)).to.have.property('text', heard)
        await check()
      })
      it(`are hidden where ${sdk} gets an error that quotes the request`, async () => {
        place.server.answer(place.refusing(`cannot read ${said.slice(0, 400)} ${standIn('word', 'Initech')}`))
        const failure = await clientOf({ name: sdk, Client }, proxy.url)
          .messages.stream(parametersOf(place.model))
          .finalMessage()
          .catch((error: Error) => error)
        expect(failure).to.be.instanceOf(Client.BadRequestError)
        expect(leaks(String((failure as Error).message))).to.deep.equal([])
        await check()
      })
    }

    it('are hidden in a count', async () => {
      const { max_tokens: _, ...counted } = parametersOf(place.model)
      const count = await clientOf(sdks[0] ?? expect.fail(), proxy.url).messages.countTokens(counted)
      expect(count.input_tokens).to.be.above(0)
      for (const { body } of place.server.received) expect(leaks(body.toString())).to.deep.equal([])
      expect(leaks(printed.join('\n'))).to.deep.equal([])
    })

    it('go on no other path', async () => {
      const before = place.server.received.length
      const { status } = await fetch(`${proxy.url}/v1/files`, { method: 'POST', body: texts })
      expect([403, 404]).to.include(status)
      expect(place.server.received).to.have.length(before)
    })
  })
}
