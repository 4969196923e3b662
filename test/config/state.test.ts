import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { backendStores, fileName, fileStore, fileStores } from '../../src/config/state.ts'
import { makeTree, type Tree } from '../support/tree.ts'

describe('the state of plugins on disk', () => {
  let tree: Tree
  let home: string
  beforeEach(() => {
    tree = makeTree({ 'a.txt': '' })
    home = join(tree.root, 'deep', 'home')
  })
  afterEach(() => tree.remove())
  const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)
  // Windows has no such rights.
  const isPosix = process.getuid !== undefined

  it('is apart for plugins and backends of one name', async () => {
    await backendStores(home)('mine').write('a', 'text')
    expect(await fileStore(home, 'mine').list()).to.deep.equal([])
    expect(await backendStores(home)('mine').read('a')).to.equal('text')
  })

  it('is absent before the first write, which makes what it needs for the user alone', async () => {
    const store = fileStore(home, 'mine')
    expect(await store.read('a')).to.equal(undefined)
    expect(await store.list()).to.deep.equal([])
    await store.remove('a')
    expect(existsSync(home)).to.equal(false)
    await store.write('a', 'text')
    expect(await store.read('a')).to.equal('text')
    const folders = [home, join(home, 'state'), join(home, 'state', 'mine')].map(modeOf)
    if (isPosix)
      expect([...folders, modeOf(join(home, 'state', 'mine', 'a'))]).to.deep.equal([
        '700',
        '700',
        '700',
        '600',
      ])
  })

  it('leaves the rights of a folder that was there as they are', async () => {
    mkdirSync(home, { recursive: true })
    chmodSync(home, 0o755)
    await fileStore(home, 'mine').write('a', 'text')
    if (isPosix) expect(modeOf(home)).to.equal('755')
  })

  it('belongs to each plugin apart', async () => {
    const stores = fileStores(home)
    await stores('one').write('a', '1')
    await stores('other').write('a', '2')
    expect(await stores('one').read('a')).to.equal('1')
  })

  it('lists and removes under the names it was given', async () => {
    const store = fileStore(home, 'mine')
    const names = ['b', 'A', '', '../../escape', 'con', 'é/ü', 'x.tmp', '.hidden']
    for (const name of names) await store.write(name, name)
    expect(await store.list()).to.deep.equal([...names].sort())
    for (const name of names) expect(await store.read(name)).to.equal(name)
    await store.remove('../../escape')
    expect(await store.list()).not.to.include('../../escape')
    expect(readdirSync(tree.root)).to.have.members(['a.txt', 'deep'])
  })

  it('is whole at any moment, and leaves nothing beside it', async () => {
    const store = fileStore(home, 'mine')
    const texts = ['a', 'b', 'c'].map(letter => letter.repeat(200_000))
    await store.write('x', texts[0] ?? '')
    const writing = Promise.all(texts.map(text => store.write('x', text)))
    const seen = await Promise.all(Array.from({ length: 20 }, () => store.read('x')))
    await writing
    for (const text of seen) expect(texts).to.include(text)
    expect(readdirSync(join(home, 'state', 'mine'))).to.deep.equal(['x'])
  })

  it('keeps the old text where a new one cannot be put in its place', async () => {
    const store = fileStore(home, 'mine')
    await store.write('x', 'old')
    mkdirSync(join(home, 'state', 'mine', 'taken', 'by-a-folder'), { recursive: true })
    const failure = await store.write('taken', 'new').catch((error: unknown) => error)
    expect(failure).to.be.instanceOf(Error)
    expect(readdirSync(join(home, 'state', 'mine'))).to.have.members(['x', 'taken'])
    expect(readFileSync(join(home, 'state', 'mine', 'x'), 'utf8')).to.equal('old')
  })

  it('says so where a file stands in the way of a folder', async () => {
    writeFileSync(join(tree.root, 'deep'), '')
    const failure = await fileStore(home, 'mine')
      .write('a', 'x')
      .catch((error: NodeJS.ErrnoException) => error.code)
    expect(failure).to.be.oneOf(['ENOTDIR', 'EEXIST', 'ENOENT'])
  })

  it('names files as every system takes them, each name its own', () => {
    expect(fileName('plain-name_1.json')).to.equal('plain-name_1.json')
    expect(['..', '.', 'A', 'nul', 'COM1', 'a.'].map(fileName)).to.deep.equal([
      '%2e%2e',
      '%2e',
      '%41',
      '%6eul',
      '%43%4f%4d1',
      'a%2e',
    ])
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        expect(fileName(one)).to.match(/^[a-z0-9._%-]+$/)
        if (one !== other) {
          expect(fileName(one)).not.to.equal(fileName(other))
        }
      }),
    )
  })
})
