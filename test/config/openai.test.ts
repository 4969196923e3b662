import { expect } from 'chai'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { needsResponses, type OpenAiOptions, openai } from '../../src/config/openai.ts'
import type { Backend } from '../../src/core/backend.ts'
import { silentLog } from '../../src/core/log.ts'
import type { Wire } from '../../src/wire/http.ts'
import { makeCall } from '../support/call.ts'
import { failureOf } from '../support/failure.ts'

const tools = [{ name: 'Bash', input_schema: { type: 'object' } }]
const requestOf = (model: string, withTools = true): MessagesRequest => ({
  model,
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Hi' }],
  ...(withTools && { tools }),
})

/** Where a request of a backend would go. */
async function placeOf(options: OpenAiOptions, model: string, withTools = true): Promise<string> {
  const call = makeCall({
    beforeAttempt: ({ request }) => {
      throw new Error(request.url)
    },
  })
  const backend = make(options)
  const stream = backend.stream(requestOf(model, withTools), call)[Symbol.asyncIterator]()
  return (await failureOf(stream.next())).message
}

const make = (options: OpenAiOptions): Backend =>
  openai(options)({ name: 'openai', wire: {} as Wire, log: silentLog })

describe('the API that a request to OpenAI needs', () => {
  const rows: readonly (readonly [string, 'always' | 'with tools' | 'never'])[] = [
    ['gpt-5.1', 'never'],
    ['gpt-5-mini', 'never'],
    ['gpt-4.1', 'never'],
    ['gpt-5.3-chat-latest', 'never'],
    ['o3', 'never'],
    ['o4-mini', 'never'],
    ['gpt-5.2', 'with tools'],
    ['gpt-5.4-mini', 'with tools'],
    ['openai/gpt-5.6-sol', 'with tools'],
    ['gpt-6-astra', 'with tools'],
    ['gpt-6.1-sol', 'with tools'],
    ['o1-pro', 'always'],
    ['o3-pro-2025-06-10', 'always'],
    ['gpt-5-pro', 'always'],
    ['gpt-5.5-pro', 'always'],
    ['gpt-5-codex', 'always'],
    ['gpt-5.1-codex-max', 'always'],
    ['codex-mini-latest', 'always'],
    ['o4-mini-deep-research', 'always'],
    ['computer-use-preview', 'always'],
    ['gpt-5.6-cyber', 'always'],
    ['gpt-daybreak-blue-latest', 'always'],
    ['gpt-6-rosalind', 'always'],
  ]
  for (const [model, when] of rows) {
    it(`is Responses ${when} for ${model}`, () => {
      expect(needsResponses(requestOf(model))).to.equal(when !== 'never')
      expect(needsResponses(requestOf(model, false))).to.equal(when === 'always')
    })
  }
})

describe('the backend openai', () => {
  it('chooses between the APIs at OpenAI itself, for each request', async () => {
    const places = [
      await placeOf({}, 'gpt-5.6-sol'),
      await placeOf({}, 'gpt-5.6-sol', false),
      await placeOf({ baseUrl: 'https://api.openai.com/v1/' }, 'o3-pro', false),
      await placeOf({ baseUrl: 'http://127.0.0.1:1/v1', host: 'openai' }, 'gpt-5.6-sol'),
    ]
    expect(places).to.deep.equal([
      'https://api.openai.com/v1/responses',
      'https://api.openai.com/v1/chat/completions',
      'https://api.openai.com/v1/responses',
      'http://127.0.0.1:1/v1/responses',
    ])
  })

  it('stays with Chat Completions elsewhere, where a name says nothing', async () => {
    const baseUrl = 'https://gateway.example/v1'
    expect(await placeOf({ baseUrl }, 'gpt-5.6-sol')).to.equal(`${baseUrl}/chat/completions`)
    expect(await placeOf({ host: 'azure', baseUrl }, 'gpt-5.6-sol')).to.equal(`${baseUrl}/chat/completions`)
  })

  it('does as it is told', async () => {
    expect(await placeOf({ api: 'chat' }, 'gpt-5.6-sol')).to.match(/chat\/completions$/)
    const baseUrl = 'https://gateway.example/v1'
    expect(await placeOf({ api: 'responses', baseUrl }, 'gpt-4.1')).to.equal(`${baseUrl}/responses`)
  })

  it('is where its profile says, if that is named alone', async () => {
    expect(await placeOf({ host: 'deepseek' }, 'deepseek-v4-pro')).to.equal(
      'https://api.deepseek.com/v1/chat/completions',
    )
    expect(make({ host: 'zai' })).to.include({ provider: 'zai', address: 'https://api.z.ai/api/paas/v4' })
    expect(make({})).to.include({ provider: 'openai' })
    expect(() => make({ host: 'azure', apiKey: 'k' })).to.throw(
      'baseUrl is missing, and azure has no address',
    )
  })

  it('asks Azure at the address of a resource, with the key in its own header', async () => {
    const urls: unknown[] = []
    const wire = {
      send: ({ url, headers }: { readonly url: string; readonly headers: object }) => {
        urls.push([url, headers])
        return Promise.reject(new Error('enough'))
      },
    } as unknown as Wire
    const baseUrl = 'https://mine.openai.azure.com/'
    for (const api of ['chat', 'responses'] as const) {
      const backend = openai({ host: 'azure', baseUrl, apiKey: 'k', api })({
        name: 'azure',
        wire,
        log: silentLog,
      })
      await failureOf(backend.stream(requestOf('my-gpt'), makeCall())[Symbol.asyncIterator]().next())
    }
    const headers = { 'api-key': 'k', 'content-type': 'application/json' }
    expect(urls).to.deep.equal([
      ['https://mine.openai.azure.com/openai/v1/chat/completions', headers],
      ['https://mine.openai.azure.com/openai/v1/responses', headers],
    ])
  })

  it('counts and names itself like either', async () => {
    const backend = make({ model: 'gpt-5.6-sol' })
    expect(backend).to.include({ name: 'openai', address: 'https://api.openai.com/v1', model: 'gpt-5.6-sol' })
    expect(make({})).not.to.have.property('model')
    const counts = await Promise.all(
      ['gpt-5.1', 'gpt-5.6-sol'].map(model => backend.countTokens?.(requestOf(model), makeCall())),
    )
    expect(counts.every(count => (count?.inputTokens ?? 0) > 5 && count?.estimated)).to.equal(true)
  })

  it('lists the models of the place once', async () => {
    const urls: string[] = []
    const wire = {
      send: ({ url }: { readonly url: string }) => {
        urls.push(url)
        const body = { text: () => Promise.resolve('{"data":[{"id":"gpt-5.1"}]}') }
        return Promise.resolve({ status: 200, headers: {}, body })
      },
    } as unknown as Wire
    const backend = openai({})({ name: 'openai', wire, log: silentLog })
    expect(await backend.models?.(makeCall())).to.deep.include({
      id: 'gpt-5.1',
      contextWindow: 400_000,
      maxOutput: 128_000,
    })
    expect(urls).to.deep.equal(['https://api.openai.com/v1/models'])
  })
})
