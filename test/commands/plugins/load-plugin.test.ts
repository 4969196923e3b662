import { join } from 'node:path'
import { expect } from 'chai'
import { loadPlugin, readOptions, shortPath } from '../../../src/commands/plugins/load-plugin.ts'
import { makeTree } from '../../support/tree.ts'

const text = `
  import { definePlugin } from 'claudecodex'
  export default definePlugin<{ level: number }>(options => ({ name: 'mine', apiVersion: 1, timeoutMs: options?.level ?? 1 }))
`

async function loading(name: string, options?: object) {
  const tree = makeTree({
    'mine.ts': text,
    'node_modules/packed/index.js': 'module.exports = { name: "packed", apiVersion: 1 }',
  })
  try {
    const { plugin, from } = await loadPlugin(name, options, tree.root)
    return { plugin, from: from && shortPath(from, tree.root) }
  } finally {
    tree.remove()
  }
}

describe('loading one plugin', () => {
  it('takes a file by its name alone, by a path, or with options', async () => {
    expect(await loading('mine.ts')).to.deep.include({ from: 'mine.ts' })
    expect((await loading('./mine.ts', { level: 7 })).plugin.timeoutMs).to.equal(7)
  })
  it('takes a package, and a plugin that ships', async () => {
    expect((await loading('packed')).plugin.name).to.equal('packed')
    expect((await loading('failover')).plugin.name).to.equal('failover')
  })
  it('says that a file is not there, and takes no path for a package', async () => {
    const failure = await loading('mime.ts').catch((thrown: Error) => thrown)
    expect(failure).to.include({ name: 'CommandError' })
    expect((failure as Error).message).to.contain('there is no file mime.ts')
  })
  it('reads options from JSON, and says what is no object', () => {
    expect(readOptions(undefined)).to.equal(undefined)
    expect(readOptions('{"level":2}')).to.deep.equal({ level: 2 })
    expect(() => readOptions('{')).to.throw('--options is no JSON')
    expect(() => readOptions('[1]')).to.throw('takes a JSON object')
  })
  it('shows paths as a person in the folder would write them', () => {
    expect(shortPath(join('/a', 'b', 'c.ts'), join('/a', 'b'))).to.equal('c.ts')
    expect(shortPath(join('/a', 'c.ts'), join('/a', 'b'))).to.equal(join('/a', 'c.ts'))
    expect(shortPath('claudecodex/plugins/log', '/a')).to.equal('claudecodex/plugins/log')
  })
})
