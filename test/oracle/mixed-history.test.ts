import { expect } from 'chai'
import failover from '../../plugins/failover.ts'
import { encodeCarrier } from '../../src/anthropic/carriers.ts'
import { RateLimitError } from '../../src/anthropic/errors.ts'
import { anthropic } from '../../src/backends/anthropic/index.ts'
import type { BackendFactory } from '../../src/backends/backend-factory.ts'
import { bedrock } from '../../src/backends/bedrock/index.ts'
import { openai } from '../../src/backends/openai/index.ts'
import { responses } from '../../src/backends/responses/index.ts'
import { startAnthropicServer } from '../support/strict/anthropic-server.ts'
import { startBedrockServer } from '../support/strict/bedrock-server.ts'
import { strictKeys } from '../support/strict/bedrock-signature.ts'
import { startOpenAiServer } from '../support/strict/openai-server.ts'
import { startResponsesServer } from '../support/strict/responses-server.ts'
import { given, startOracleProxy } from './proxy.ts'

/** A turn as each kind of model leaves it behind in the client's history. */
const turns: Readonly<Record<string, { readonly thinking?: object; readonly id: string }>> = {
  'a Claude': { thinking: { thinking: 'Look.', signature: 'EqQBCgIYAhIM' }, id: 'toolu_01A' },
  'a Claude that hides its thoughts': {
    thinking: { type: 'redacted_thinking', data: 'RW5j' },
    id: 'toolu_01B',
  },
  'a model of OpenAI': {
    thinking: { thinking: 'Look.', signature: encodeCarrier('state', 'responses', [{ id: 'rs_1' }]) },
    id: 'call_8KwHYx',
  },
  'a Gemini': {
    thinking: { thinking: '', signature: encodeCarrier('state', 'gemini', { signature: 'c2ln' }) },
    id: 'function-call-1234567890123456789',
  },
  'a model without thoughts': { id: `call_${'x'.repeat(80)}` },
}

const refused = given({
  // biome-ignore lint/correctness/useYield: the refusal is the stream
  async *stream() {
    throw new RateLimitError('used up', { retryAfter: 600 })
  },
})

interface Reader {
  readonly factory: BackendFactory
  readonly model: string
  readonly server: { readonly violations: readonly string[]; close(): Promise<void> }
}

const readers: Readonly<Record<string, () => Promise<Reader>>> = {
  anthropic: async () => {
    const server = await startAnthropicServer()
    return {
      server,
      factory: anthropic({ baseUrl: server.url, apiKey: 'sk-ant-api-1' }),
      model: 'claude-haiku-4-5',
    }
  },
  openai: async () => {
    const server = await startOpenAiServer()
    const factory = openai({ baseUrl: server.baseUrl, apiKey: 'sk-1', host: 'openai' })
    return { server, factory, model: 'gpt-5.1' }
  },
  gemini: async () => {
    const server = await startOpenAiServer({ host: 'gemini' })
    const factory = openai({ baseUrl: server.baseUrl, apiKey: 'sk-1', host: 'gemini' })
    return { server, factory, model: 'gemini-3-pro-preview' }
  },
  responses: async () => {
    const server = await startResponsesServer()
    return { server, factory: responses({ baseUrl: server.baseUrl, apiKey: 'sk-1' }), model: 'gpt-5.6-sol' }
  },
  bedrock: async () => {
    const server = await startBedrockServer()
    const { accessKeyId, secretAccessKey } = strictKeys
    const factory = bedrock({ region: 'us-east-1', endpoint: server.url, accessKeyId, secretAccessKey })
    return { server, factory, model: 'us.anthropic.claude-haiku-4-5-20251001-v1:0' }
  },
}

describe('a conversation that another model has begun', () => {
  for (const [writer, { thinking, id }] of Object.entries(turns)) {
    for (const [name, start] of Object.entries(readers)) {
      for (const stream of [true, false]) {
        it(`goes on where a model stands in: ${writer}, then ${name}, ${stream ? 'streamed' : 'whole'}`, async () => {
          const reader = await start()
          const proxy = await startOracleProxy({
            backends: { main: refused, [name]: reader.factory },
            plugins: [failover({ substitutes: { 'main:*': `${name}:${reader.model}` } })],
          })
          try {
            const response = await fetch(`${proxy.url}/v1/messages`, {
              method: 'POST',
              headers: { 'anthropic-version': '2023-06-01' },
              body: JSON.stringify(requestWith(id, thinking, stream)),
            })
            const text = await response.text()
            expect(response.status, text).to.equal(200)
            expect(saidIn(text)).to.equal('Hello')
            expect(response.headers.get('x-claudecodex-model')).to.equal(`${name}:${reader.model}`)
            // Only Claude's own API is asked to say what it does not take: nobody else can know who wrote a signature.
            const unexpected = reader.server.violations.filter(text => !/Expected `thinking`/.test(text))
            expect(unexpected).to.deep.equal([])
          } finally {
            await proxy.close()
            await reader.server.close()
          }
        })
      }
    }
  }
})

/** The text of an answer in either form. */
const saidIn = (text: string): string =>
  [...text.matchAll(/"text":"([^"]*)"/g)].map(([, said]) => said).join('')

const requestWith = (id: string, thinking: object | undefined, stream: boolean) => ({
  model: 'claude-sonnet-4-5',
  max_tokens: 4_000,
  stream,
  thinking: { type: 'enabled', budget_tokens: 1_024 },
  tools: [{ name: 'ls', description: 'Lists files.', input_schema: { type: 'object', properties: {} } }],
  messages: [
    { role: 'user', content: 'What is here?' },
    {
      role: 'assistant',
      content: [
        ...(thinking ? [{ type: 'thinking', ...thinking }] : []),
        { type: 'tool_use', id, name: 'ls', input: {} },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'a.txt' }] },
  ],
})
