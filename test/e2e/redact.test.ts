import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { type ClientFolders, createClientFolders, describeClient, runClient } from '../support/claude-code.ts'
import { startProxy } from '../support/proxy-process.ts'
import { streamAnswer, textFrames, toolFrames } from '../support/strict/anthropic-answers.ts'
import { startAnthropicServer } from '../support/strict/anthropic-server.ts'
import type { Answerer } from '../support/strict/scripted-server.ts'

const token = 'ghp_Zk3Lq8Vw2Xc7Nb5Mt9Rp4Yd6Hf1Jg0Sa2Qe8'

describe('Claude Code with secrets in its files', () => {
  let folders: ClientFolders
  beforeEach(async () => {
    folders = await createClientFolders()
    await writeFile(
      join(folders.work, '.env'),
      `# deploy\nGITHUB_TOKEN=${token}\nDB_PASSWORD='four "secret" words'\n`,
    )
  })
  afterEach(() => folders.remove())

  it('reads and writes them, and the provider sees placeholders only', async () => {
    const file = join(folders.work, 'copy.env')
    /** Reads the file, writes what it has seen of it into another, and says so. */
    const answerer: Answerer = ({ path, body }) => {
      const request = JSON.parse(body.toString() || '{}') as { stream?: boolean; tools?: unknown[] }
      if (path !== '/v1/messages' || !request.stream || !request.tools?.length) return undefined
      const text = body.toString()
      if (!text.includes('toolu_read')) {
        return streamAnswer(toolFrames('Read', { file_path: join(folders.work, '.env') }, 'toolu_read'))
      }
      if (text.includes('toolu_write')) return streamAnswer(textFrames('done'))
      const seen = [/cdx_github_\w{8}/, /cdx_secret_\w{8}/].map(name => name.exec(text)?.[0])
      return streamAnswer(toolFrames('Write', { file_path: file, content: seen.join('\n') }, 'toolu_write'))
    }
    const upstream = await startAnthropicServer({ answerer })
    const proxy = await startProxy({
      parameters: ['--backend', 'anthropic'],
      configuration: { plugins: ['claudecodex/plugins/redact'] },
      environment: { ANTHROPIC_UPSTREAM_URL: upstream.url },
    })
    try {
      const client = await runClient(folders, {
        prompt: `copy .env, its token is ${token}`,
        baseUrl: proxy.url,
      })
      expect(client.code, describeClient(client)).to.equal(0)
      expect(client.result?.result, describeClient(client)).to.equal('done')
      expect(await readFile(file, 'utf8')).to.equal(`${token}\nfour "secret" words`)
      expect(upstream.violations).to.deep.equal([])
      for (const { body } of upstream.received) expect(body.toString()).not.to.include(token)
      expect(proxy.output()).not.to.include(token)
    } finally {
      await proxy.stop()
      await upstream.close()
    }
  })
})
