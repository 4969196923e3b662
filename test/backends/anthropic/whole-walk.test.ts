import { expect } from 'chai'
import type { AnthropicOptions } from '../../../src/backends/anthropic/index.ts'
import { anthropic } from '../../../src/backends/anthropic/index.ts'
import { silentLog } from '../../../src/core/log.ts'
import { definePlugin } from '../../../src/core/plugin.ts'
import { createWire, type Wire } from '../../../src/wire/http.ts'
import { apiKey, clientOf, sdks } from '../../oracle/sdks.ts'
import { closeServers, plain, serve, type TestServerParts } from '../../support/server.ts'
import {
  errorAnswer,
  frame,
  messageStart,
  streamAnswer,
  textDelta,
  textFrames,
  textStart,
} from '../../support/strict/anthropic-answers.ts'
import { type AnthropicServer, startAnthropicServer } from '../../support/strict/anthropic-server.ts'

const body =
  '{ "model":"claude-sonnet-5-5","max_tokens":1e1, "stream":true,"messages":[{"role":"user","content":"\\u00e9ä"}],"unheard_of":1.0}'
const headers = {
  'content-type': 'application/json',
  'anthropic-version': '2023-06-01',
  'anthropic-beta': 'unheard-of-2031-01-01',
  'x-claude-code-session-id': 's',
  authorization: 'Bearer sk-gateway-token',
  'x-api-key': 'sk-ant-api03-client',
  cookie: 'canary=1',
  'x-claudecodex-key': 'canary',
}

describe('a request on its whole way to Anthropic’s API and back', () => {
  let upstream: AnthropicServer
  let wire: Wire

  beforeEach(async () => {
    upstream = await startAnthropicServer({ extraFields: ['unheard_of'] })
    wire = createWire()
  })
  afterEach(async () => {
    await closeServers()
    wire.close()
    await upstream.close()
    expect(upstream.violations).to.deep.equal([])
  })

  const start = async (parts: TestServerParts = {}, options: AnthropicOptions = {}): Promise<string> => {
    const backend = anthropic({ baseUrl: upstream.url, trusted: true, ...options })({
      name: 'claude',
      wire,
      log: silentLog,
    })
    return (await serve({ ...parts, backend })).url
  }
  const post = (url: string, text = body) =>
    plain(`${url}/v1/messages?beta=true`, { method: 'POST', headers, body: text })

  it('keeps every byte both ways, and every header that may travel (case 123)', async () => {
    const frames = [
      messageStart(),
      ...textFrames('ä😀').slice(1, 3),
      frame({ type: 'unheard_of' }),
      ...textFrames().slice(3),
    ]
    upstream.answer(streamAnswer(frames), streamAnswer(frames, { encoding: 'gzip' }))
    const url = await start()
    for (let count = 0; count < 2; count += 1) {
      const answer = await post(url)
      expect(answer.text).to.equal(frames.join(''))
      expect(answer.headers).to.include({
        'anthropic-ratelimit-requests-remaining': '3999',
        'anthropic-organization-id': '0d3f2c1a-0000-4000-8000-000000000001',
      })
      expect(answer.headers).not.to.have.any.keys('set-cookie', 'content-encoding', 'content-length')
    }
    const [received] = upstream.received
    const { cookie: _, 'x-claudecodex-key': __, ...travelling } = headers
    expect(received?.body.toString()).to.equal(body)
    expect(received?.url).to.equal('/v1/messages?beta=true')
    expect(received?.headers).to.include(travelling)
  })

  it('keeps every byte of a refusal (case 123)', async () => {
    const refusal = errorAnswer(429, 'rate_limit_error', 'slower', {
      'retry-after': '7',
      'x-should-retry': 'true',
    })
    upstream.answer(refusal)
    const answer = await post(await start())
    expect(answer).to.include({ status: 429, text: String(refusal.pieces?.[0]) })
    expect(answer.headers).to.include({
      'retry-after': '7',
      'x-should-retry': 'true',
      'request-id': 'req_01Strict',
    })
  })

  it('sends what a plugin made of the request, and still the client’s credentials', async () => {
    const plugin = definePlugin(() => ({
      name: 'shorter',
      apiVersion: 1 as const,
      beforeRequest(exchange) {
        exchange.request = { ...exchange.request, max_tokens: 5 }
      },
      beforeAttempt(attempt) {
        attempt.request = { ...attempt.request, headers: { ...attempt.request.headers, 'x-mine': '1' } }
      },
    }))
    expect((await post(await start({ plugins: [plugin(undefined)] }))).text).to.equal(textFrames().join(''))
    const [received] = upstream.received
    expect(received?.url).to.equal('/v1/messages?beta=true')
    expect(received?.headers).to.include({ 'x-mine': '1', authorization: headers.authorization })
    expect(JSON.parse(String(received?.body))).to.include({ max_tokens: 5, unheard_of: 1 })
  })

  it('ends in one `event: error` of type overloaded_error where the upstream breaks off', async () => {
    const begun = [messageStart(), textStart(), textDelta('Hel')]
    upstream.answer(streamAnswer([...begun, 'event: content_bl', { wait: 10 }, { end: 'cut' }]))
    const { text } = await post(await start())
    const [, error = ''] = text.split(begun.join(''))
    expect(error).to.match(/^event: error\ndata: \{.*"overloaded_error".*\}\n\n$/)
  })

  it('has a status where the upstream breaks off before it has said anything', async () => {
    upstream.answer({ before: [{ end: 'reset' }] }, streamAnswer([]))
    const url = await start()
    for (let count = 0; count < 2; count += 1) {
      const answer = await post(url)
      expect(answer.status).to.equal(529)
      expect(JSON.parse(answer.text)).to.have.nested.property('error.type', 'overloaded_error')
    }
  })

  it('is left upstream when the client leaves', async () => {
    upstream.answer(streamAnswer([messageStart(), { end: 'hang' }]))
    const abort = new AbortController()
    const sent = fetch(`${await start()}/v1/messages`, {
      method: 'POST',
      headers,
      body,
      signal: abort.signal,
    })
    const received = await upstream.request(0)
    await sent
    abort.abort()
    expect(await received.ended).to.equal(false)
  })

  it('tells a client without credentials what to set, once', async () => {
    const { authorization: _, 'x-api-key': __, cookie: ___, 'x-claudecodex-key': ____, ...bare } = headers
    const answer = await plain(`${await start()}/v1/messages`, { method: 'POST', headers: bare, body })
    expect(answer.status).to.equal(401)
    expect(answer.headers).to.include({ 'x-should-retry': 'false' })
    expect(answer.text).to.contain('ANTHROPIC_API_KEY')
    expect(upstream.received).to.deep.equal([])
  })

  for (const sdk of sdks) {
    it(`serves all that ${sdk.name} does (case 126)`, async () => {
      const client = clientOf(sdk, await start())
      const request = {
        model: 'claude-sonnet-5-5',
        max_tokens: 10,
        messages: [{ role: 'user' as const, content: 'Hello' }],
      }
      const text = { content: [{ type: 'text', text: 'Hello' }] }
      const plainAnswer = await client.messages.create(request)
      expect(plainAnswer.content).to.deep.equal(text.content)
      expect((await client.messages.stream(request).finalMessage()).content[0]).to.include({ text: 'Hello' })
      expect((await client.beta.messages.create(request)).content[0]).to.include({ text: 'Hello' })
      const { max_tokens: _, ...counted } = request
      expect((await client.messages.countTokens(counted)).input_tokens).to.be.above(0)
      const { data } = await client.models.list()
      expect(data.map(({ id }) => id)).to.deep.equal(['claude-sonnet-5-5', 'claude-haiku-5-5'])
      expect((await client.models.retrieve('claude-haiku-5-5')).id).to.equal('claude-haiku-5-5')
      for (const received of upstream.received) expect(received.rawHeaders.join(' ')).to.contain(apiKey)
    })
  }
})
