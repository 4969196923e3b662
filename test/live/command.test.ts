import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { collectLines, systemEnvironment } from '../support/process-output.ts'
import { chatError, chatStream, chatTextFrames, dataFrame, delta } from '../support/strict/openai-answers.ts'
import type { ScriptedServer } from '../support/strict/scripted-server.ts'
import { liveCommand } from './command.ts'
import { startChat, startMessages } from './fakes.ts'
import { programOf } from './program.ts'
import { type Environment, type LiveProvider, liveProviders } from './providers.ts'

const program = programOf('2.0.0')
const keyed = liveProviders.filter(({ variable }) => variable !== undefined)

describe('npm run test:live', function () {
  this.timeout(20_000)
  const servers: ScriptedServer[] = []
  const started = async <Server extends ScriptedServer>(server: Promise<Server>): Promise<Server> => {
    servers.push(await server)
    return server
  }
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(server => server.close()))
  })

  const run = async (environment: Environment, words: readonly string[] = [], providers = keyed) => {
    let text = ''
    const lines: string[] = []
    const code = await liveCommand({
      program,
      providers,
      environment,
      words,
      print: more => {
        text += more
      },
      progress: line => lines.push(line),
      machine: 'Node 22.0.0, linux x64',
      now: new Date('2026-11-23T10:00:00Z'),
    })
    return { code, text, lines }
  }

  it('says what it looks for where there is nothing to try', async () => {
    const { code, text } = await run({})
    expect(code).to.equal(0)
    for (const { variable = '' } of keyed) expect(text).to.contain(variable)
  })
  it('takes a text, a tool and a streamed turn of every provider whose key is there', async () => {
    const chat = await started(startChat())
    const messages = await started(startMessages())
    const { code, text, lines } = await run({
      OPENAI_API_KEY: 'sk-canary-openai',
      OPENAI_BASE_URL: chat.baseUrl,
      ANTHROPIC_API_KEY: 'sk-ant-canary',
      ANTHROPIC_UPSTREAM_URL: messages.url,
    })
    expect(chat.violations).to.deep.equal([])
    expect(messages.violations).to.deep.equal([])
    expect(code, text).to.equal(0)
    expect(lines).to.have.length(6)
    expect(text).to.match(/^### Live test of claudecodex 2\.0\.0\n\nNode 22\.0\.0, linux x64, 2026-11-23\n/)
    expect(text.match(/^\| openai \| gpt-4\.1-nano \| (text|tool|streamed) \| pass \|/gm)).to.have.length(3)
    expect(text.match(/^\| anthropic \| claude-haiku-5-5 \| \w+ \| pass \|/gm)).to.have.length(3)
    expect(text).not.to.contain('canary')
    const sent = chat.received.filter(({ method }) => method === 'POST')
    const bodies = sent.map(({ body }) => JSON.parse(body.toString()) as { model: string; stream?: boolean })
    expect(bodies.map(({ model, stream = false }) => `${model} ${stream}`)).to.deep.equal([
      'gpt-4.1-nano false',
      'gpt-4.1-nano true',
      'gpt-4.1-nano false',
      'gpt-4.1-nano true',
    ])
  })
  it('tries only what is named, with the model that is named', async () => {
    const chat = await started(startChat())
    const environment = { OPENAI_API_KEY: 'sk-canary', OPENAI_BASE_URL: chat.baseUrl, GEMINI_API_KEY: 'x' }
    const { code, text } = await run(environment, ['openai:gpt-4.1'])
    expect(code).to.equal(0)
    expect(text).to.contain('| openai | gpt-4.1 | text | pass |').and.not.to.contain('gemini')
    const missing = await run({}, ['mistral'])
    expect(missing.text).to.contain('skipped: MISTRAL_API_KEY is not set')
    expect(missing.code).to.equal(0)
    const unknown = await run({}, ['opnai'])
    expect(unknown.code).to.equal(2)
    expect(unknown.text).to.contain('There is no provider "opnai"')
  })
  it('reports a refusal without the key that it repeats', async () => {
    const refusal = chatError({
      status: 401,
      message: 'Incorrect API key provided: sk-canary-openai.',
      code: 'invalid_api_key',
      type: 'invalid_request_error',
    })
    const chat = await started(startChat(() => refusal))
    const { code, text } = await run({ OPENAI_API_KEY: 'sk-canary-openai', OPENAI_BASE_URL: chat.baseUrl })
    expect(code).to.equal(1)
    expect(text.match(/\| \*\*fail\*\* \|/g)).to.have.length(3)
    expect(text).to.contain('**openai text**: authentication_error (401)')
    expect(text).not.to.contain('sk-canary-openai')
  })
  it('reports the last event of a stream that breaks off', async () => {
    const frames = [delta({ role: 'assistant', content: '' }), delta({ content: 'one' })].map(dataFrame)
    const chat = await started(
      startChat(({ method, body }) =>
        method === 'POST' && JSON.parse(body.toString()).stream === true
          ? { headers: { 'content-type': 'text/event-stream' }, pieces: [...frames, { end: 'cut' }] }
          : undefined,
      ),
    )
    const { code, text } = await run({ OPENAI_API_KEY: 'sk-canary', OPENAI_BASE_URL: chat.baseUrl })
    expect(code).to.equal(1)
    expect(text).to.contain('| openai | gpt-4.1-nano | text | pass |')
    expect(text).to.match(/\*\*openai streamed\*\*: overloaded_error .*broke off/)
    expect(text).to.contain('"type":"content_block_delta"')
  })
  it('reports a tool that is not called, and an answer that is cut short', async () => {
    const short = [delta({ role: 'assistant', content: 'on' }), delta({}, 'length')].map(dataFrame)
    const chat = await started(
      startChat(({ method, body }) => {
        if (method !== 'POST') return undefined
        const { stream, tools } = JSON.parse(body.toString()) as { stream?: boolean; tools?: unknown }
        if (stream !== true) return undefined
        return chatStream(
          tools === undefined ? [...short, dataFrame('[DONE]')] : chatTextFrames('18 degrees'),
        )
      }),
    )
    const { text } = await run({ OPENAI_API_KEY: 'sk-canary', OPENAI_BASE_URL: chat.baseUrl })
    expect(text).to.contain('**openai tool**: the tool was not called')
    expect(text).to.contain('**openai streamed**: stop_reason is max_tokens, not end_turn')
  })
  it('tries the servers of this machine that answer with a model', async () => {
    const chat = await started(startChat())
    const closed = await startChat()
    await closed.close()
    const at = (name: string, baseUrl: string): LiveProvider => ({
      name,
      backend: () => ({ use: 'openai', baseUrl, apiKey: 'none' }),
      cheapest: [/./],
      patience: 10_000,
    })
    const { text } = await run({}, [], [at('here', chat.baseUrl), at('gone', closed.baseUrl)])
    expect(text).to.contain('| here | gpt-4.1 | tool | pass |').and.not.to.contain('gone')
  })
})

describe('scripts/test-live.mjs', function () {
  this.timeout(120_000)

  it('tries the build, and prints the report alone on stdout', async () => {
    const chat = await startChat()
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const child = spawn(process.execPath, ['scripts/test-live.mjs', 'openai'], {
      cwd: root,
      env: { ...systemEnvironment(root), OPENAI_API_KEY: 'sk-canary', OPENAI_BASE_URL: chat.baseUrl },
    })
    const output = collectLines(child, () => {})
    const { code } = await output.ended(110_000)
    await chat.close()
    const { stdout, stderr } = output.text()
    expect(code, output.report()).to.equal(0)
    expect(stdout).to.match(/^### Live test of claudecodex /)
    expect(stdout.match(/\| pass \|/g)).to.have.length(3)
    expect(stderr).to.contain('openai gpt-4.1-nano tool: pass')
  })
})
