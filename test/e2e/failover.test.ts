import { expect } from 'chai'
import { type ClientFolders, createClientFolders, describeClient, runClient } from '../support/claude-code.ts'
import { type RunningProxy, startProxy } from '../support/proxy-process.ts'
import { errorAnswer, messageStart, streamAnswer } from '../support/strict/anthropic-answers.ts'
import { type AnthropicServer, startAnthropicServer } from '../support/strict/anthropic-server.ts'
import { type OpenAiServer, startOpenAiServer } from '../support/strict/openai-server.ts'

describe('Claude Code and a proxy that tries again', () => {
  let folders: ClientFolders
  let upstream: AnthropicServer
  let other: OpenAiServer
  let proxy: RunningProxy | undefined
  beforeEach(async () => {
    folders = await createClientFolders()
    upstream = await startAnthropicServer()
    other = await startOpenAiServer()
  })
  afterEach(async () => {
    await proxy?.stop()
    await Promise.all([upstream.close(), other.close(), folders.remove()])
  })

  const start = async (plugins: readonly unknown[] = []): Promise<RunningProxy> => {
    proxy = await startProxy({
      configuration: {
        backend: 'claude',
        backends: {
          claude: { use: 'anthropic', baseUrl: upstream.url, trusted: true },
          work: { use: 'openai', host: 'openai', baseUrl: other.baseUrl, apiKey: 'sk-1', model: 'gpt-5.1' },
        },
        plugins,
      },
    })
    return proxy
  }

  it('does not notice that the API was overloaded, and that a stream ended before it had begun', async () => {
    const { url, quiet, exchanges } = await start()
    const opening = streamAnswer([messageStart(), { wait: 20 }, { end: 'cut' }])
    upstream.answer(errorAnswer(529, 'overloaded_error', 'Overloaded'), opening)
    const client = await runClient(folders, { prompt: 'hi', baseUrl: url })
    const said = describeClient(client)
    expect(client.result?.result, said).to.equal('Hello')
    expect(
      client.events.some(({ subtype }) => subtype === 'api_retry'),
      said,
    ).to.equal(false)
    expect(upstream.received).to.have.lengthOf(3)
    await quiet()
    expect(exchanges.map(({ status }) => status)).to.deep.equal([200])
  })

  it('works on with a substitute while its own limit is used up, and the model rests', async () => {
    const substitutes = { 'claude:*': 'work:gpt-5.1' }
    const { url, quiet, exchanges } = await start([['failover', { substitutes }]])
    upstream.answer(errorAnswer(429, 'rate_limit_error', 'Weekly limit', { 'retry-after': '3600' }))
    for (let turn = 0; turn < 2; turn++) {
      const client = await runClient(folders, { prompt: 'hi', baseUrl: url })
      expect(client.result?.result, describeClient(client)).to.equal('Hello')
    }
    await quiet()
    expect(exchanges.map(({ backend, model }) => `${backend}:${model}`)).to.deep.equal([
      'work:gpt-5.1',
      'work:gpt-5.1',
    ])
    expect(upstream.received, 'the one that rests is asked once').to.have.lengthOf(1)
    expect(other.violations).to.deep.equal([])
  })
})
