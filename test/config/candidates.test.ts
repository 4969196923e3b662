import { join } from 'node:path'
import { expect } from 'chai'
import { hasCandidate } from '../../src/config/candidates.ts'
import { makeTree, type Tree } from '../support/tree.ts'

describe('what a search for a configuration file could find', () => {
  let tree: Tree | undefined
  afterEach(() => tree?.remove())

  const holds = (files: Readonly<Record<string, string>>, from = 'a/b', stop = 'a'): Promise<boolean> => {
    tree = makeTree({ 'a/b/.keep': '', ...files })
    return hasCandidate(join(tree.root, from), join(tree.root, stop), ['wanted.ts', 'package.json'])
  }

  it('is a file of a wanted name, from the folder up to the last one', async () => {
    expect(await holds({ 'a/b/wanted.ts': '' })).to.equal(true)
    expect(await holds({ 'a/wanted.ts': '' })).to.equal(true)
    expect(await holds({ 'a/b/Wanted.TS': '' })).to.equal(true)
    expect(await holds({ 'wanted.ts': '', 'a/b/other.ts': '', 'a/b/c/wanted.ts': '' })).to.equal(false)
  })
  it('is a package.json that mentions this program', async () => {
    expect(await holds({ 'a/package.json': '{"claudecodex":{}}' })).to.equal(true)
    expect(await holds({ 'a/package.json': '{"name":"other"}', 'a/b/package.json': '' })).to.equal(false)
  })
  it('is nothing where there is no folder', async () => {
    expect(await holds({}, 'a/gone', 'a/gone')).to.equal(false)
    expect(await holds({ 'a/file': '' }, 'a/file', 'a/file')).to.equal(false)
  })
  it('is looked for up to the root where the last folder is elsewhere', async () => {
    expect(await holds({ 'wanted.ts': '' }, 'a/b', 'elsewhere')).to.equal(true)
  })
})
