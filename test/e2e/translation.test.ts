import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  type ClientFolders,
  clientKey,
  createClientFolders,
  describeClient,
  runClient,
} from '../support/claude-code.ts'
import { type RunningProxy, startProxy } from '../support/proxy-process.ts'
import { chatError, chatStream, chatTextFrames, chatToolFrames } from '../support/strict/openai-answers.ts'
import { type OpenAiServer, startOpenAiServer } from '../support/strict/openai-server.ts'
import type { Received, ScriptedAnswer } from '../support/strict/scripted-server.ts'

interface ChatRequest {
  readonly model: string
  readonly stream?: boolean
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[]
  readonly tools?: readonly { readonly type: string; readonly function: { readonly name: string } }[]
}

const requestOf = ({ body }: Received): ChatRequest => JSON.parse(body.toString()) as ChatRequest

const text = (content: string): ScriptedAnswer => chatStream(chatTextFrames(content))

describe('Claude Code with a chat completions API behind the proxy', () => {
  const providerKey = 'sk-test-provider-0123456789'
  let upstream: OpenAiServer
  let proxy: RunningProxy
  let folders: ClientFolders
  beforeEach(async () => {
    folders = await createClientFolders()
    upstream = await startOpenAiServer()
    const work = {
      use: 'openai',
      baseUrl: upstream.baseUrl,
      apiKey: providerKey,
      model: 'gpt-5.1',
      host: 'openai',
    }
    proxy = await startProxy({ configuration: { backend: 'work', backends: { work } } })
  })
  afterEach(async () => {
    await proxy.stop()
    await upstream.close()
    await folders.remove()
    expect(upstream.violations).to.deep.equal([])
  })

  it('runs the tools that the model calls, and tells it what came of them', async () => {
    const file = join(folders.work, 'plan.txt')
    upstream.answer(
      chatStream(chatToolFrames('Write', { file_path: file, content: 'from another model' }, 'call_1')),
      chatStream(chatToolFrames('Bash', { command: 'cat plan.txt', description: 'Show it' }, 'call_2')),
      text('All done.'),
    )
    const client = await runClient(folders, { prompt: 'do as you are told', baseUrl: proxy.url })
    const said = describeClient(client)
    expect(client.code, said).to.equal(0)
    expect(client.result, said).to.include({ is_error: false, result: 'All done.' })
    expect(await readFile(file, 'utf8')).to.equal('from another model')

    expect(upstream.received, said).to.have.lengthOf(3)
    const [first, , last] = upstream.received.map(requestOf)
    expect(first).to.include({ model: 'gpt-5.1', stream: true })
    expect(first?.tools?.map(tool => tool.function.name)).to.include.members(['Bash', 'Read', 'Write'])
    const roles = last?.messages.map(({ role }) => role)
    expect(roles?.slice(-4)).to.deep.equal(['assistant', 'tool', 'assistant', 'tool'])
    expect(JSON.stringify(last?.messages.at(-1))).to.include('from another model')
    expect((await proxy.quiet()).exchanges).to.deep.equal({ open: 0, answered: 3, failed: 0, aborted: 0 })
  })

  it("never shows the client's key to the provider, which gets its own", async () => {
    upstream.answer(text('Hello.'))
    const client = await runClient(folders, { prompt: 'hi', baseUrl: proxy.url })
    expect(client.result?.result, describeClient(client)).to.equal('Hello.')
    const [received] = upstream.received
    expect(received?.headers.authorization).to.equal(`Bearer ${providerKey}`)
    expect(JSON.stringify(received?.rawHeaders) + received?.body.toString()).not.to.include(clientKey)
    expect(proxy.output()).not.to.include(providerKey).and.not.to.include(clientKey)
  })

  it("tells the client of the provider's own key being wrong at once, without minutes of retries", async () => {
    const refusal = chatError({
      status: 401,
      message: `Incorrect API key provided: ${providerKey}.`,
      code: 'invalid_api_key',
    })
    upstream.answer(...Array.from({ length: 20 }, () => refusal))
    const client = await runClient(folders, { prompt: 'hi', baseUrl: proxy.url, timeLimit: 20_000 })
    const said = describeClient(client)
    expect(client.code, said).to.equal(1)
    expect(client.result, said).to.include({ is_error: true, api_error_status: 401 })
    expect(upstream.received, said).to.have.lengthOf(1)
    expect(client.stdout + proxy.output()).not.to.include(providerKey)
  })

  it('recovers when the provider breaks off in the middle of an answer', async () => {
    const broken = text('half an answer')
    upstream.answer(
      { ...broken, pieces: [...(broken.pieces ?? []).slice(0, 2), { end: 'reset' }] },
      text('Whole again.'),
      text('Whole again.'),
    )
    const client = await runClient(folders, { prompt: 'hi', baseUrl: proxy.url })
    const said = describeClient(client)
    expect(client.code, said).to.equal(0)
    expect(client.result?.result, said).to.equal('Whole again.')
    expect((await proxy.quiet()).exchanges).to.include({ open: 0, failed: 1 })
  })
})
