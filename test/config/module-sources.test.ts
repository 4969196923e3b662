import { join } from 'node:path'
import { expect } from 'chai'
import { hashSources, isPackaged, readSources } from '../../src/config/module-sources.ts'
import { makeTree, type Tree } from '../support/tree.ts'

describe('the files a module is made of', () => {
  let tree: Tree | undefined
  afterEach(() => tree?.remove())
  const at = (path: string): string => join(tree?.root ?? '', path)
  const read = async (files: Readonly<Record<string, string>>, start = 'a.ts') => {
    tree = makeTree(files)
    const sources = await readSources(at(start))
    return [...sources.keys()].map(path => path.slice(at('.').length + 1))
  }

  it('are itself and what it imports, transitively and in circles', async () => {
    const files = {
      'a.ts': 'import b from \'./b.ts\'\nimport type { C } from "./deep/c"',
      'b.ts': "export { x } from './a.ts'",
      'deep/c.mts': 'const d = await import(`../d.js`)',
      'd.ts': "require('./data.json')",
      'data.json': '{"not": "./e.ts"}',
      'e.ts': '',
      'unused.ts': '',
    }
    expect((await read(files)).map(path => path.replaceAll('\\', '/'))).to.have.members([
      'a.ts',
      'b.ts',
      'deep/c.mts',
      'd.ts',
      'data.json',
    ])
  })

  it('are found behind the name of a folder, and by the ending of the compiled form', async () => {
    const files = { 'a.ts': "import './lib'\nimport './m.mjs'", 'lib/index.ts': '', 'm.mts': '' }
    expect(await read(files)).to.have.members(['a.ts', join('lib', 'index.ts'), 'm.mts'])
  })

  it('are no folders, no other files, and nothing that is missing', async () => {
    const files = {
      'a.ts': "open('./records.jsonl', './folder', './gone.ts', '../..')",
      'records.jsonl': '',
      'folder/x.txt': '',
    }
    expect(await read(files)).to.deep.equal(['a.ts'])
    expect((await readSources(at('none.ts'))).size).to.equal(0)
  })

  it('end at a package', async () => {
    const files = { 'node_modules/p/index.js': "import './other.js'", 'node_modules/p/other.js': '' }
    expect(await read(files, 'node_modules/p/index.js')).to.have.length(1)
    expect(isPackaged(at('node_modules/p/index.js'))).to.equal(true)
    expect(isPackaged(at('a.ts'))).to.equal(false)
  })

  it('have a hash that changes with any of them, and not with their order', () => {
    const hash = hashSources(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    )
    expect(
      hashSources(
        new Map([
          ['b', '2'],
          ['a', '1'],
        ]),
      ),
    ).to.equal(hash)
    expect(
      hashSources(
        new Map([
          ['a', '1'],
          ['b', '3'],
        ]),
      ),
    ).not.to.equal(hash)
    expect(hashSources(new Map([['a', '1\0b\u00002']]))).not.to.equal(hash)
  })
})
