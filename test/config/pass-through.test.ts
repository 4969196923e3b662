import { expect } from 'chai'
import { OverloadedError } from '../../src/anthropic/errors.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { profileNamed } from '../../src/backends/openai/hosts.ts'
import { type OpenAiOptions, openai } from '../../src/config/openai.ts'
import type { Backend } from '../../src/core/backend.ts'
import { batchesOf } from '../../src/core/batch.ts'
import { silentLog } from '../../src/core/log.ts'
import { createWire, type Wire } from '../../src/wire/http.ts'
import { makeCall } from '../support/call.ts'
import { failureOf } from '../support/failure.ts'
import { type AnthropicServer, startAnthropicServer } from '../support/strict/anthropic-server.ts'

const clients = { 'x-api-key': 'sk-ant-api03-canary', authorization: 'Bearer sk-ant-oat01-canary' }
const bodyText =
  '{ "model":"deepseek-v4-pro", "max_tokens":1e2, "messages":[{"role":"user","content":"caf\\u00e9"}] }'

describe('a provider that speaks Anthropic’s own API', () => {
  let server: AnthropicServer
  let wire: Wire

  beforeEach(async () => {
    server = await startAnthropicServer()
    wire = createWire()
  })
  afterEach(async () => {
    wire.close()
    await server.close()
    expect(server.violations).to.deep.equal([])
  })

  const backend = (options: OpenAiOptions = {}): Backend =>
    openai({ api: 'anthropic', baseUrl: server.url, ...options })({ name: 'mine', wire, log: silentLog })
  const drain = async (stream: ReturnType<Backend['stream']> | undefined): Promise<void> => {
    for await (const _ of batchesOf(stream ?? (async function* () {})()));
  }
  const forward = (options: OpenAiOptions) => {
    const raw = { bytes: Buffer.from(bodyText), model: 'deepseek-v4-pro', stream: false }
    return drain(backend(options).forward?.(raw, makeCall({ credentials: clients })))
  }

  it('gets the client’s bytes, with its own key and never the client’s credentials', async () => {
    await forward({ host: 'deepseek', apiKey: 'sk-deepseek' })
    await forward({ host: 'zai', apiKey: 'sk-zai' })
    await forward({ host: 'ollama' })
    expect(server.received.map(({ body }) => body.toString())).to.deep.equal([bodyText, bodyText, bodyText])
    const keys = server.received.map(({ headers }) => [headers['x-api-key'], headers.authorization])
    expect(keys).to.deep.equal([
      ['sk-deepseek', undefined],
      [undefined, 'Bearer sk-zai'],
      [undefined, 'Bearer none'],
    ])
  })

  it('gets the next of several keys where a plugin chooses it, in the header that the provider wants', async () => {
    const apiKeys = ['sk-first-one', 'sk-second-one\n']
    for (const host of ['deepseek', 'zai']) {
      const raw = { bytes: Buffer.from(bodyText), model: 'deepseek-v4-pro', stream: false }
      for (const key of ['key 1', 'key 2']) {
        const call = makeCall({
          credentials: clients,
          beforeAttempt: attempt => {
            expect(attempt.keys).to.deep.equal(['key 1', 'key 2'])
            attempt.key = key
          },
        })
        await drain(backend({ host, apiKeys }).forward?.(raw, call))
      }
    }
    const keys = server.received.map(({ headers }) => headers['x-api-key'] ?? headers.authorization)
    expect(keys).to.deep.equal([
      'sk-first-one',
      'sk-second-one',
      'Bearer sk-first-one',
      'Bearer sk-second-one',
    ])
  })

  it('takes login and query of its address along, and shows neither', async () => {
    const sent: Parameters<Wire['send']>[0][] = []
    const kept = {
      send: async (request: Parameters<Wire['send']>[0]) => {
        sent.push(request)
        throw new OverloadedError('kept')
      },
    } as unknown as Wire
    const baseUrl = 'https://user:password@llm.example/v1?key=sk-in-the-query'
    const options = { api: 'anthropic', host: 'deepseek', apiKey: 'sk-deepseek', baseUrl } as const
    const made = openai(options)({ name: 'mine', wire: kept, log: silentLog })
    const call = makeCall({ credentials: clients })
    const raw = { bytes: Buffer.from(bodyText), model: 'deepseek-v4-pro', stream: false }
    expect(await failureOf(drain(made.forward?.(raw, call)))).to.have.property('message', 'kept')
    expect(made.address).to.equal('https://llm.example')
    expect(JSON.stringify(call.attempts)).not.to.match(/password|sk-in/)
    expect(sent[0]?.url).to.equal('https://llm.example/v1/messages?key=sk-in-the-query')
    expect(sent[0]?.headers).to.include({
      'x-api-key': 'sk-deepseek',
      authorization: `Basic ${Buffer.from('user:password').toString('base64')}`,
    })
  })

  it('has models of its own, so that no client takes it for Anthropic', () => {
    const made = backend({ host: 'moonshot', apiKey: 'k', model: 'kimi-k3' })
    expect(made).to.include({ name: 'mine', provider: 'moonshot', model: 'kimi-k3', address: server.url })
    expect(made).not.to.have.any.keys('native', 'relay')
  })

  it('is sent no state of another provider’s reasoning', async () => {
    const request: MessagesRequest = {
      model: 'deepseek-v4-pro',
      max_tokens: 100,
      messages: [
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm', signature: 'cdx1.gemini.e30' },
            { type: 'text', text: 'Hello' },
          ],
        },
        { role: 'user', content: 'Go on' },
      ],
    }
    await drain(backend({ apiKey: 'k' }).stream(request, makeCall()))
    expect(server.received[0]?.body.toString()).to.include('Hello').and.not.include('cdx1.')
  })

  it('counts where it can, and lists what is at an address of one’s own', async () => {
    const made = backend({ apiKey: 'k' })
    const request: MessagesRequest = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }
    expect((await made.countTokens?.(request, makeCall()))?.inputTokens).to.be.greaterThan(0)
    expect((await made.models?.(makeCall()))?.length).to.be.greaterThan(0)
    expect(server.received.every(({ headers }) => headers.authorization === 'Bearer k')).to.equal(true)
  })

  it('is where its profile says, and lists by its compatible API', async () => {
    const urls: string[] = []
    const kept = {
      send: ({ url }: { readonly url: string }) => {
        urls.push(url)
        const body = { text: async () => '{"data":[{"id":"glm-5.3"}]}' }
        return Promise.resolve({ status: 200, headers: {}, body })
      },
    } as unknown as Wire
    const made = openai({ api: 'anthropic', host: 'zai', apiKey: 'k' })({
      name: 'zai',
      wire: kept,
      log: silentLog,
    })
    expect(made.address).to.equal('https://api.z.ai/api/anthropic')
    expect(await made.models?.(makeCall())).to.deep.equal([{ id: 'glm-5.3' }])
    expect(urls).to.deep.equal([`${profileNamed('zai')?.baseUrl}/models`])
  })

  it('is refused where it is not known to speak it', () => {
    expect(() => openai({ api: 'anthropic', host: 'groq' })({ name: 'groq', wire, log: silentLog })).to.throw(
      'groq has no address for api "anthropic": name it with baseUrl, or leave api out',
    )
  })
})
