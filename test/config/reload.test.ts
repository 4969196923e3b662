import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadConfiguration } from '../../src/config/load.ts'
import { reloadConfiguration, restartNeeded } from '../../src/config/reload.ts'
import { makeTree, type Tree } from '../support/tree.ts'

describe('loading a configuration again', () => {
  let tree: Tree
  afterEach(() => tree.remove())
  const text = (server: object, plugin = './mine.ts'): string =>
    `import mine from '${plugin}'\nexport default { backend: 'demo', server: ${JSON.stringify(server)}, plugins: [mine()] }`
  const prepare = async () => {
    tree = makeTree({
      'claudecodex.config.ts': text({ port: 1 }),
      'mine.ts':
        "import { definePlugin } from 'claudecodex'\nexport default definePlugin(() => ({ name: 'mine', apiVersion: 1 }))",
    })
    const options = { cwd: tree.root, env: { CLAUDECODEX_HOME: join(tree.root, 'home') }, stopDir: tree.root }
    const save = (content: string): void => writeFileSync(join(tree.root, 'claudecodex.config.ts'), content)
    return { before: await loadConfiguration(options), options, save }
  }

  it('gives the new one, and says what needs a restart', async () => {
    const { before, options, save } = await prepare()
    save(text({ port: 2, clientKey: 'k', allowHosts: ['a'] }))
    const { configuration, error, restart } = await reloadConfiguration(before, options)
    expect(error).to.equal(undefined)
    expect(configuration.server).to.include({ port: 2, clientKey: 'k' })
    expect(restart).to.deep.equal(['server.port', 'server.clientKey'])
    expect(configuration.chain.plugins[0]?.fingerprint).to.equal(before.chain.plugins[0]?.fingerprint)
  })

  it('keeps the old one where the new one is broken, and says where', async () => {
    const { before, options, save } = await prepare()
    save(text({ port: 1 }, './gone.ts'))
    const { configuration, error, restart } = await reloadConfiguration(before, options)
    expect(configuration).to.equal(before)
    expect(error?.message).to.match(/claudecodex\.config\.ts:1: cannot find "\.\/gone\.ts"/)
    expect(restart).to.deep.equal([])
  })

  it('needs no restart where port, host and key are the same', async () => {
    const { before } = await prepare()
    expect(restartNeeded(before, { ...before, notices: ['x'] })).to.deep.equal([])
    expect(restartNeeded(before, { ...before, server: { ...before.server, host: '::1' } })).to.deep.equal([
      'server.host',
    ])
  })
})
