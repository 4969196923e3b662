import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { realDisk } from '../../src/recording/disk.ts'
import { failureOf } from '../support/failure.ts'
import { makeTree, type Tree } from '../support/tree.ts'

describe('the disk of recordings', () => {
  let tree: Tree
  beforeEach(() => {
    tree = makeTree({ 'there.jsonl': 'old\n' })
  })
  afterEach(() => tree.remove())
  const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)
  // Windows has no such rights.
  const isPosix = process.getuid !== undefined

  it('makes files, and the folders they need, for the user alone', async () => {
    const path = join(tree.root, 'deep', 'logs', 'a.jsonl')
    await realDisk.close(await realDisk.create(path))
    const modes = [join(tree.root, 'deep'), join(tree.root, 'deep', 'logs'), path].map(modeOf)
    if (isPosix) expect(modes).to.deep.equal(['700', '700', '600'])
    expect(existsSync(path)).to.equal(true)
  })

  it('leaves the rights of folders that were there as they are', async () => {
    const folder = join(tree.root, 'open')
    mkdirSync(folder, { mode: 0o755 })
    const before = modeOf(folder)
    await realDisk.close(await realDisk.create(join(folder, 'a.jsonl')))
    expect(modeOf(folder)).to.equal(before)
  })

  it('never takes a file that is there for a new one', async () => {
    const failure: NodeJS.ErrnoException = await failureOf(realDisk.create(join(tree.root, 'there.jsonl')))
    expect(failure.code).to.equal('EEXIST')
  })

  it('tells how long a file is, and that it has no name any more', async () => {
    const path = join(tree.root, 'there.jsonl')
    const file = await realDisk.reopen(path)
    expect(await realDisk.sizeOf(file)).to.equal('old\n'.length)
    await realDisk.remove(path)
    expect(await realDisk.sizeOf(file)).to.equal(undefined)
    await realDisk.close(file)
  })

  it('writes at the end, in either way, whoever else writes', async () => {
    const path = join(tree.root, 'there.jsonl')
    const one = await realDisk.reopen(path)
    const other = await realDisk.reopen(path)
    expect(await realDisk.write(one, [Buffer.from('a'), Buffer.from('b\n')])).to.equal(3)
    expect(realDisk.writeNow(other, [Buffer.from('c\n')])).to.equal(2)
    expect(await realDisk.write(one, [Buffer.from('d\n')])).to.equal(2)
    await realDisk.sync(one)
    await Promise.all([realDisk.close(one), realDisk.close(other)])
    expect(readFileSync(path, 'utf8')).to.equal('old\nab\nc\nd\n')
    await realDisk.remove(path)
    await realDisk.remove(path)
    expect(existsSync(path)).to.equal(false)
  })
})
