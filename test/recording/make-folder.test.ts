import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { makeFolder } from '../../src/recording/make-folder.ts'
import { failureOf } from '../support/failure.ts'
import { makeTree } from '../support/tree.ts'

describe('making a folder', () => {
  let tree: ReturnType<typeof makeTree>
  beforeEach(() => {
    tree = makeTree({})
  })
  afterEach(() => tree.remove())

  it('makes those above it, for the user alone, and takes what is there', async () => {
    const path = join(tree.root, 'a', 'b', 'c')
    await makeFolder(path)
    await makeFolder(path)
    expect(existsSync(path)).to.equal(true)
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).to.equal(0o700)
  })
  it('says what is in the way', async () => {
    const file = join(tree.root, 'file')
    writeFileSync(file, '')
    expect(((await failureOf(makeFolder(join(file, 'a')))) as NodeJS.ErrnoException).code).to.equal('ENOTDIR')
  })
  it('ends where no folder can ever be made', async () => {
    if (process.platform !== 'linux') return
    expect(((await failureOf(makeFolder('/proc/x/y'))) as NodeJS.ErrnoException).code).to.equal('ENOENT')
  })
})
