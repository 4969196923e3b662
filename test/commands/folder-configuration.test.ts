import { join } from 'node:path'
import { expect } from 'chai'
import { configurationIn, holdsConfiguration } from '../../src/commands/folder-configuration.ts'
import { makeTree } from '../support/tree.ts'

async function found(files: Readonly<Record<string, string>>): Promise<string | undefined> {
  const tree = makeTree(files)
  try {
    return await configurationIn(tree.root)
  } finally {
    tree.remove()
  }
}

describe('the configuration of a folder', () => {
  it('is a file of one of the names, or a key of package.json', async () => {
    expect(await found({ 'claudecodex.config.yaml': '' })).to.equal('claudecodex.config.yaml')
    expect(await found({ 'package.json': '{"claudecodex":{}}' })).to.equal('package.json')
    expect(await found({ 'package.json': '{"name":"claudecodex"}' })).to.equal(undefined)
    expect(await found({ 'config.ts': '', 'claudecodex.config.txt': '' })).to.equal(undefined)
  })
  it('is nothing that cannot be read', async () => {
    expect(await found({ 'package.json': '{' })).to.equal(undefined)
    expect(await holdsConfiguration(join('gone', 'package.json'))).to.equal(false)
  })
})
