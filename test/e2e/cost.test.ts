import { expect } from 'chai'
import { type ClientFolders, createClientFolders, describeClient, runClient } from '../support/claude-code.ts'
import { type RunningProxy, startProxy } from '../support/proxy-process.ts'
import { type AnthropicServer, startAnthropicServer } from '../support/strict/anthropic-server.ts'

describe('Claude Code and a budget', () => {
  let folders: ClientFolders
  let upstream: AnthropicServer
  let proxy: RunningProxy
  beforeEach(async () => {
    folders = await createClientFolders()
    upstream = await startAnthropicServer()
    proxy = await startProxy({
      configuration: {
        backend: 'claude',
        backends: { claude: { use: 'anthropic', baseUrl: upstream.url, trusted: true } },
        // Seven tokens an answer.
        modelFacts: { '*': { price: { input: 0, output: 1_000_000 } } },
        plugins: [['claudecodex/plugins/cost', { budget: { day: 9 } }]],
      },
    })
  })
  afterEach(async () => {
    await proxy.stop()
    await Promise.all([upstream.close(), folders.remove()])
  })
  const ask = () => runClient(folders, { prompt: 'hi', baseUrl: proxy.url })

  // Seen with 2.1.332 behind ANTHROPIC_BASE_URL: a warning is shown neither here nor in the terminal; the refusal is.
  it('works on through a warning, and shows the sentence of the refusal at once, without a retry', async () => {
    for (let turn = 0; turn < 2; turn++) {
      const client = await ask()
      expect(client.result?.result, describeClient(client)).to.equal('Hello')
    }
    const refused = await ask()
    const said = describeClient(refused)
    expect(refused.result?.result, said).to.match(
      /^API Error: Request rejected \(429\) · The budget of \$9\.00 a day is used up \(\$14\.00 spent\) until .*: raise `budget\.day`/,
    )
    expect(refused.result, said).to.include({ is_error: true, api_error_type: 'billing_error' })
    expect(
      refused.events.some(({ subtype }) => subtype === 'api_retry'),
      said,
    ).to.equal(false)
    await proxy.quiet()
    expect(proxy.exchanges.map(({ outcome }) => outcome)).to.deep.equal(['answered', 'answered', 'failed'])
    expect(upstream.received).to.have.lengthOf(2)
    expect(proxy.output()).to.contain('77% of the budget of $9.00 a day spent ($7.00)')
  })
})
