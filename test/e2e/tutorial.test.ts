import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { type ClientFolders, createClientFolders, describeClient, runClient } from '../support/claude-code.ts'
import { readPages } from '../support/pages.ts'
import { type RunningProxy, startProxy } from '../support/proxy-process.ts'

/** The plugin as the tutorial leaves it. */
const plugin = (): string => {
  const page = readPages(process.cwd()).find(({ path }) => path === 'docs/plugins/tutorial.md')
  return page?.blocks.findLast(({ name }) => name === 'hide-names.ts')?.text ?? ''
}

describe('Claude Code behind the plugin of the tutorial', () => {
  let proxy: RunningProxy
  let folders: ClientFolders
  before(async () => {
    folders = await createClientFolders()
    const file = join(folders.home, 'hide-names.ts')
    await writeFile(file, plugin())
    const watching = join(folders.home, 'watch.ts')
    await writeFile(
      watching,
      `import { appendFileSync } from 'node:fs'
      export default { name: 'watch', apiVersion: 1, beforeRequest({ request }) {
        appendFileSync(${JSON.stringify(join(folders.home, 'seen'))}, JSON.stringify(request))
      } }`,
    )
    proxy = await startProxy({
      parameters: ['--backend', 'demo'],
      configuration: { plugins: [file, watching] },
    })
  })
  after(async () => {
    await proxy?.stop()
    await folders?.remove()
  })

  it('writes a name into a file that the model has never seen', async () => {
    const prompt = 'write note.txt with "call Initech", then read note.txt'
    const client = await runClient(folders, { prompt, baseUrl: proxy.url })
    const said = describeClient(client)
    expect(client.code, said).to.equal(0)
    expect(await readFile(join(folders.work, 'note.txt'), 'utf8')).to.equal('call Initech')
    expect(client.result?.result, said).to.contain('Initech')
    const seen = await readFile(join(folders.home, 'seen'), 'utf8')
    expect(seen).to.contain('COMPANY-1').and.not.to.contain('Initech')
  })
})
