import { expect } from 'chai'
import { anthropic } from '../../../src/backends/anthropic/index.ts'
import type { BackendFactory } from '../../../src/backends/backend-factory.ts'
import { openai } from '../../../src/backends/openai/index.ts'
import { askOllama, askUpstream, isOllama } from '../../../src/commands/doctor/ask.ts'
import { silentLog } from '../../../src/core/log.ts'
import { createWire } from '../../../src/wire/http.ts'
import { backendOf, chainOf, saying } from '../../support/gateway.ts'
import { type AnthropicServer, startAnthropicServer } from '../../support/strict/anthropic-server.ts'
import { type OpenAiServer, startOpenAiServer } from '../../support/strict/openai-server.ts'
import {
  type ScriptedAnswer,
  type ScriptedServer,
  startScriptedServer,
} from '../../support/strict/scripted-server.ts'

const wire = createWire()
const made = (factory: BackendFactory, name = 'work') => factory({ name, wire, log: silentLog })
const ask = (factory: BackendFactory, limit?: number) => {
  const backend = made(factory)
  return askUpstream({ wire, chain: chainOf({ backend }) }, backend, limit)
}
const json = (value: unknown, status = 200) => ({
  status,
  headers: { 'content-type': 'application/json' },
  pieces: [JSON.stringify(value)],
})

describe('asking a backend', () => {
  const servers: ScriptedServer[] = []
  const started = <Server extends ScriptedServer>(server: Server): Server => {
    servers.push(server)
    return server
  }
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(server => server.close()))
  })

  it('sends one request without credentials, and then asks for the models with them', async () => {
    const server: OpenAiServer = started(await startOpenAiServer())
    const upstream = await ask(openai({ baseUrl: server.baseUrl, apiKey: 'key-1' }))
    expect(upstream.kind === 'reached' && upstream.models.kind).to.equal('listed')
    expect(server.received.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
      'GET /v1/models',
      'GET /v1/models',
    ])
    expect(server.received[0]?.headers).not.to.have.property('authorization')
    expect(server.received[1]?.headers.authorization).to.equal('Bearer key-1')
  })
  it('tells a key that is refused from a list that is not there', async () => {
    const server = started(await startScriptedServer())
    const baseUrl = `${server.url}/v1`
    const refusal = json({ error: { message: 'Incorrect API key', code: 'invalid_api_key' } }, 401)
    server.answer(refusal, refusal)
    const refused = await ask(openai({ baseUrl, apiKey: 'key-1' }))
    expect(refused.kind === 'reached' && refused.models).to.include({ kind: 'refused', status: 401 })
    server.answer({ status: 404 }, { status: 404 })
    const absent = await ask(openai({ baseUrl, apiKey: 'key-1' }))
    expect(absent.kind === 'reached' && absent.models).to.deep.equal({ kind: 'missing', status: 404 })
  })
  it('sees what goes wrong only with the credentials', async () => {
    const server = started(await startScriptedServer())
    const baseUrl = `${server.url}/v1`
    const outcomeOf = async (...answers: readonly ScriptedAnswer[]) => {
      server.answer({ status: 401 }, ...answers)
      const upstream = await ask(openai({ baseUrl, apiKey: 'key-1' }), 150)
      return upstream.kind === 'reached' ? upstream.models : upstream
    }
    const redirect = { status: 302, headers: { location: 'https://sso.example/login' } }
    const page = { pieces: ['<html><title>Sign in</title></html>'], headers: { 'content-type': 'text/html' } }
    expect(await outcomeOf({ before: [{ end: 'hang' }] })).to.include({ kind: 'failed' })
    expect(await outcomeOf({ before: [{ end: 'reset' }] })).to.include({ kind: 'failed' })
    const redirected = await outcomeOf(redirect)
    expect(redirected).to.include({ kind: 'failed' })
    expect('message' in redirected && redirected.message).to.contain('sso.example')
    expect(await outcomeOf(page)).to.include({ kind: 'foreign' })
    expect(await outcomeOf(json({ error: 'Unexpected endpoint' }))).to.include({ kind: 'foreign' })
    expect(await outcomeOf(json({ error: 'oops' }, 500))).to.include({ kind: 'refused', status: 500 })
  })
  it('says of a key that it cannot be sent, and not what it is', async () => {
    const server = started(await startScriptedServer())
    const upstream = await ask(openai({ baseUrl: `${server.url}/v1`, apiKey: 'Bearer key-1' }))
    expect(upstream.kind === 'reached' && upstream.models).to.deep.equal({
      kind: 'refused',
      status: 401,
      message: 'work: its key begins with "Bearer"; give it the key alone',
    })
  })
  it('reaches Anthropic without any credentials, and takes its models for unknown', async () => {
    const server: AnthropicServer = started(await startAnthropicServer())
    const upstream = await ask(anthropic({ baseUrl: server.url, trusted: true }))
    expect(upstream).to.deep.include({ kind: 'reached', models: { kind: 'unknown' } })
    expect(server.received).to.have.length(1)
    const withKey = await ask(anthropic({ baseUrl: server.url, apiKey: 'sk-ant-1' }))
    expect(withKey.kind === 'reached' && withKey.models.kind).to.equal('listed')
  })
  it('says why nothing is reached', async () => {
    const closed = await startScriptedServer()
    await closed.close()
    const refused = await ask(openai({ baseUrl: `${closed.url}/v1` }))
    expect(refused.kind === 'unreachable' && refused.message).to.contain('nothing listens there')
    const secure = started(await startScriptedServer({ tls: true }))
    const distrusted = await ask(openai({ baseUrl: `${secure.url}/v1` }))
    expect(distrusted.kind === 'unreachable' && distrusted.message).to.contain('NODE_EXTRA_CA_CERTS')
  })
  it('does not wait longer than its limit', async () => {
    const server = started(await startScriptedServer())
    server.answer({ before: [{ end: 'hang' }] })
    const upstream = await ask(openai({ baseUrl: `${server.url}/v1` }), 100)
    expect(upstream.kind === 'unreachable' && upstream.message).to.equal(
      `127.0.0.1:${server.port} has not answered within 0.1 seconds`,
    )
  })
  it('asks a backend without an address for its models alone', async () => {
    const backend = backendOf(saying('x'), { address: 'no network', models: async () => [{ id: 'demo' }] })
    const chain = chainOf({ backend })
    const models = { kind: 'listed', models: [{ id: 'demo' }] }
    expect(await askUpstream({ wire, chain }, backend)).to.deep.equal({ kind: 'none', models })
    const unknown = { kind: 'none', models: { kind: 'unknown' } }
    expect(await askUpstream({ wire, chain }, backendOf(saying('x')))).to.deep.equal(unknown)
    expect(await askUpstream({ wire, chain }, undefined)).to.deep.equal(unknown)
  })
})

describe('asking Ollama', () => {
  let server: ScriptedServer
  afterEach(() => server?.close())

  const pages: Readonly<Record<string, unknown>> = {
    '/api/show': { capabilities: ['completion', 'tools'], parameters: 'num_ctx 8192' },
    '/api/ps': { models: [{ name: 'gemma4:31b', context_length: 4_096 }] },
  }

  it('takes its own pages, beside those that are compatible', async () => {
    server = await startScriptedServer({ last: ({ path }) => (pages[path] ? json(pages[path]) : undefined) })
    expect(await askOllama(wire, `${server.url}/v1`, 'gemma4:31b')).to.deep.equal({
      shown: { capabilities: ['completion', 'tools'], parameter: 8_192 },
      loaded: 4_096,
    })
    const asked = server.received.find(({ path }) => path === '/api/show')
    expect(JSON.parse(asked?.body.toString() ?? '')).to.deep.equal({ model: 'gemma4:31b' })
  })
  it('does without what it does not say', async () => {
    server = await startScriptedServer({
      last: ({ path }) => (path === '/api/ps' ? { pieces: ['?'] } : undefined),
    })
    expect(await askOllama(wire, `${server.url}/v1`, 'gemma4:31b')).to.deep.equal({})
  })
  it('is worth it where the name, the port or the greeting says Ollama', async () => {
    const at = (baseUrl: string, name = 'work') => isOllama(wire, made(openai({ baseUrl }), name), 500)
    expect(await at('http://127.0.0.1:11434/v1')).to.equal(true)
    expect(await at('https://llm.example/v1', 'ollama')).to.equal(true)
    expect(await at('https://api.deepseek.com/v1')).to.equal(false)
    expect(await isOllama(wire, backendOf(saying('x'), { name: 'ollama' }))).to.equal(false)
    server = await startScriptedServer({ last: () => ({ pieces: ['Ollama is running'] }) })
    expect(await at(`${server.url}/v1`)).to.equal(true)
    await server.close()
    server = await startScriptedServer({ last: () => ({ pieces: ['Welcome'] }) })
    expect(await at(`${server.url}/v1`)).to.equal(false)
  })
})
