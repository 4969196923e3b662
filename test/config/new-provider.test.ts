/** A provider that this program has never heard of, in ten lines of a configuration: those of docs/backends-compatible.md. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { foldStream } from '../../src/anthropic/fold.ts'
import { loadConfiguration } from '../../src/config/load.ts'
import { costOf } from '../../src/core/price.ts'
import { makeCall } from '../support/call.ts'
import { pageOf } from '../support/pages.ts'
import { type OpenAiServer, startOpenAiServer } from '../support/strict/openai-server.ts'
import { makeTree } from '../support/tree.ts'

const page = 'docs/backends-compatible.md'
/** The first block of YAML on the page. */
const documented = (): string =>
  /```yaml\n([^`]*)```/.exec(pageOf(page, readFileSync(page, 'utf8')).text)?.[1] ?? ''

describe('a provider of one’s own', () => {
  let server: OpenAiServer
  beforeEach(async () => {
    server = await startOpenAiServer({ host: 'compatible' })
  })
  afterEach(async () => {
    await server.close()
    expect(server.violations).to.deep.equal([])
  })

  it('is ten lines of data: address, key, dialect, limits and prices', async () => {
    const text = documented()
    expect(
      text
        .trim()
        .split('\n')
        .filter(line => !line.startsWith('#')),
    ).to.have.length.of.at.most(10)
    const tree = makeTree({
      'claudecodex.config.yaml': text.replace('https://api.nimbus.example/v1', server.baseUrl),
    })
    const configuration = await loadConfiguration({
      cwd: tree.root,
      stopDir: tree.root,
      env: { CLAUDECODEX_HOME: join(tree.root, 'home') },
    })
    try {
      const { chain, backend, facts } = configuration
      const nimbus = chain.backends.find(backend.name)
      const request = {
        model: nimbus?.model ?? '',
        max_tokens: 200_000,
        messages: [{ role: 'user' as const, content: 'Hi' }],
        metadata: { user_id: 'u' },
      }
      const message = await foldStream(nimbus?.stream(request, makeCall()) ?? (async function* () {})())
      const [received] = server.received
      expect(received?.headers.authorization).to.equal('Bearer sk-nimbus')
      expect(JSON.parse(received?.body.toString() ?? '')).to.include({
        model: 'nimbus-large',
        max_completion_tokens: 16_384,
      })
      expect(facts('nimbus-large').contextWindow).to.equal(131_072)
      const price = await chain.prices?.({ name: 'nimbus' }, 'nimbus-large')
      expect(price).to.include({ input: 0.4, output: 1.6, cacheRead: 0.1, date: '2026-11-26' })
      expect(message && costOf(message.usage, price)).to.be.greaterThan(0)
    } finally {
      configuration.wire.close()
      tree.remove()
    }
  })
})
