import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { makeRoom, partOfFile } from '../../src/recording/make-room.ts'
import { RecordingError } from '../../src/recording/recording-error.ts'
import type { HeadLine } from '../../src/recording/schema.ts'
import { hostHash } from '../../src/recording/written.ts'
import { failureOf } from '../support/failure.ts'
import { plainLines, writeLines } from '../support/recordings.ts'
import { makeTree, type Tree } from '../support/tree.ts'

describe('making room for a recording', () => {
  let tree: Tree
  let path: string
  beforeEach(() => {
    tree = makeTree({ 'mine.txt': 'mine' })
    path = join(tree.root, 'run.jsonl')
  })
  afterEach(() => tree.remove())
  const names = (): readonly string[] => readdirSync(tree.root).filter(name => name !== 'mine.txt')
  const record = (part = 1, head: Partial<HeadLine> = {}): Promise<void> =>
    writeLines(partOfFile(path, part), plainLines([], { part, ...head }))

  it('has nothing to do where no file is, or no folder', async () => {
    expect(await makeRoom(path)).to.deep.equal([])
    expect(await makeRoom(join(tree.root, 'no', 'run.jsonl'))).to.deep.equal([])
  })

  it('gives an earlier recording the time of its start, with all its parts', async () => {
    await record()
    await record(2)
    const to = [join(tree.root, 'run-20261126-100000.jsonl'), join(tree.root, 'run-20261126-100000.2.jsonl')]
    expect(await makeRoom(path)).to.deep.equal([
      { from: path, to: to[0] },
      { from: partOfFile(path, 2), to: to[1] },
    ])
    expect(names()).to.have.members(['run-20261126-100000.jsonl', 'run-20261126-100000.2.jsonl'])
  })

  it('writes over nothing: the third of one second gets a number', async () => {
    for (const run of ['a', 'b', 'c']) {
      await record(1, { run })
      await makeRoom(path)
    }
    const runs = ['', '-2', '-3'].map(suffix => {
      const text = readFileSync(join(tree.root, `run-20261126-100000${suffix}.jsonl`), 'utf8')
      return (JSON.parse(text.split('\n')[0] ?? '') as HeadLine).run
    })
    expect(runs).to.deep.equal(['a', 'b', 'c'])
  })

  it('removes an empty file, as `mktemp` makes it', async () => {
    writeFileSync(path, '')
    expect(await makeRoom(path)).to.deep.equal([])
    expect(names()).to.deep.equal([])
  })

  it('leaves what is no recording as it is', async () => {
    const failure = await failureOf(makeRoom(join(tree.root, 'mine.txt')))
    expect(failure).to.be.instanceOf(RecordingError)
    expect(failure.message).to.contain('is no recording, and is left as it is: name another file')
    expect(readFileSync(join(tree.root, 'mine.txt'), 'utf8')).to.equal('mine')
    mkdirSync(path)
    expect((await failureOf(makeRoom(path))).message).to.contain('is no file')
  })

  it('refuses the file that a process of this machine writes, and no other', async () => {
    const head = { host: hostHash(), started: new Date().toISOString(), pid: process.ppid }
    await writeLines(path, plainLines([], head).slice(0, 1))
    expect((await failureOf(makeRoom(path))).message).to.equal(
      `${path} is being written by another claudecodex, process ${process.ppid}: name another file`,
    )
    await writeLines(path, plainLines([], { ...head, host: 'elsewhere' }).slice(0, 1))
    expect(await makeRoom(path)).to.have.length(1)
  })
})

describe('the further files of one that the user has named', () => {
  it('have a number before the ending', () => {
    expect([1, 2, 12].map(part => partOfFile('/a/run.jsonl', part))).to.deep.equal([
      '/a/run.jsonl',
      '/a/run.2.jsonl',
      '/a/run.12.jsonl',
    ])
    expect(partOfFile('run', 2)).to.equal('run.2')
  })
})
