import { expect } from 'chai'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { type ClientFolders, createClientFolders, describeClient, runClient } from '../support/claude-code.ts'
import { type RunningProxy, startProxy } from '../support/proxy-process.ts'
import { streamAnswer, textFrames, toolFrames } from '../support/strict/anthropic-answers.ts'
import { type AnthropicServer, startAnthropicServer } from '../support/strict/anthropic-server.ts'

describe('Claude Code and tools that a plugin changes', () => {
  let folders: ClientFolders
  let upstream: AnthropicServer
  let proxy: RunningProxy
  beforeEach(async () => {
    folders = await createClientFolders()
    upstream = await startAnthropicServer()
    const rules = { rename: { Bash: 'shell' }, deny: ['Web*', 'Write'] }
    proxy = await startProxy({
      configuration: {
        backend: 'claude',
        backends: { claude: { use: 'anthropic', baseUrl: upstream.url, trusted: true } },
        plugins: [['claudecodex/plugins/tools', rules]],
      },
    })
  })
  afterEach(async () => {
    await proxy.stop()
    await Promise.all([upstream.close(), folders.remove()])
  })

  it('runs a renamed tool, refuses a denied one, and finds no denied one by its search', async () => {
    upstream.answer(
      streamAnswer(toolFrames('shell', { command: 'echo it-ran', description: 'Say it' }, 'toolu_1')),
      streamAnswer(toolFrames('Write', { file_path: '/tmp/denied', content: 'x' }, 'toolu_2')),
      streamAnswer(toolFrames('ToolSearch', { query: 'select:WebFetch', max_results: 1 }, 'toolu_3')),
      streamAnswer(textFrames('Done')),
    )
    const client = await runClient(folders, { prompt: 'go', baseUrl: proxy.url })
    const said = describeClient(client)
    expect(client.result?.result, said).to.equal('Done')
    const requests = upstream.received.map(({ body }) => JSON.parse(body.toString()) as MessagesRequest)
    const names = new Set(requests.flatMap(({ tools = [] }) => tools.map(({ name }) => name)))
    expect([...names]).to.include('shell')
    expect([...names].filter(name => /^(Web|Write$|Bash$)/.test(name))).to.deep.equal([])
    const history = JSON.stringify(requests.at(-1)?.messages)
    expect(history, said).to.contain('it-ran')
    expect(history).to.contain('"name":"shell"').and.not.to.contain('"name":"Bash"')
    expect(history).to.match(/No such tool available: Write_is_denied/)
    expect(history).to.contain('There is no such tool.')
    expect(history).not.to.contain('"tool_name":"WebFetch"')
  })
})
