import { spawnSync } from 'node:child_process'
import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { HeadLine } from '../../src/recording/schema.ts'
import { headOf, hostHash, isWritten, writerOf } from '../../src/recording/written.ts'
import { plainHead, plainLines, writeLines } from '../support/recordings.ts'
import { makeTree, type Tree } from '../support/tree.ts'

const hour = 60 * 60 * 1000

describe('whether a recording is being written', () => {
  let tree: Tree
  let path: string
  beforeEach(() => {
    tree = makeTree({ 'a.txt': 'mine\n' })
    path = join(tree.root, 'a.jsonl')
  })
  afterEach(() => tree.remove())
  const here: Partial<HeadLine> = { host: hostHash(), started: new Date().toISOString() }
  const writeOpen = (head: Partial<HeadLine>): Promise<void> =>
    writeLines(path, plainLines([], head).slice(0, 1))
  const age = (milliseconds: number): void => {
    const then = new Date(Date.now() - milliseconds)
    utimesSync(path, then, then)
  }
  const finishedPid = (): number => spawnSync(process.execPath, ['-e', '0']).pid

  it('is so while its process lives, however long it has written nothing', async () => {
    await writeOpen({ ...here, pid: process.ppid })
    age(1000 * hour)
    expect(await writerOf(path)).to.deep.equal({ pid: process.ppid, isElsewhere: false })
    expect(await isWritten(path)).to.equal(true)
  })

  it('is not so after its process is gone', async () => {
    await writeOpen({ ...here, pid: finishedPid() })
    expect(await isWritten(path)).to.equal(false)
  })

  it('is not so after an end, which may be followed by nothing but a line break', async () => {
    const lines = plainLines([], { ...here, pid: process.ppid })
    await writeLines(path, lines)
    expect(await isWritten(path)).to.equal(false)
    writeFileSync(path, `${lines.map(line => JSON.stringify(line)).join('\n')}\n\n`)
    expect(await isWritten(path)).to.equal(false)
  })

  it('finds the end behind lines of any length', async () => {
    const head = { ...plainHead, ...here, pid: process.ppid }
    const blob = { v: 1, type: 'blob', n: 0, data: 'x'.repeat(200_000) } as const
    await writeLines(path, [head, blob])
    expect(await isWritten(path)).to.equal(true)
    await writeLines(path, [head, blob, ...plainLines([]).slice(1)])
    expect(await isWritten(path)).to.equal(false)
  })

  it('is not so of a file from before this very process, whose number was used again', async () => {
    const before = new Date(Date.now() - process.uptime() * 1000 - hour).toISOString()
    await writeOpen({ ...here, pid: process.pid, started: before })
    expect(await isWritten(path)).to.equal(false)
    await writeOpen({ ...here, pid: process.pid })
    expect(await isWritten(path)).to.equal(true)
  })

  it('asks no process for a number that is none', async () => {
    for (const pid of [0, -1, 1.5, Number.NaN]) {
      await writeOpen({ ...here, pid })
      expect(await isWritten(path), String(pid)).to.equal(false)
    }
  })

  it('is believed for a day of a writer on another machine', async () => {
    await writeOpen({ ...here, host: 'elsewhere', pid: finishedPid() })
    expect((await writerOf(path))?.isElsewhere).to.equal(true)
    age(23 * hour)
    expect(await isWritten(path)).to.equal(true)
    age(25 * hour)
    expect(await isWritten(path)).to.equal(false)
  })

  it('is believed for a minute of a file that has no line yet', async () => {
    writeFileSync(path, '')
    expect(await isWritten(path)).to.equal(true)
    age(hour)
    expect(await isWritten(path)).to.equal(false)
  })

  it('is not so of files that are missing or something else', async () => {
    expect(await isWritten(path)).to.equal(false)
    expect(await isWritten(tree.root)).to.equal(false)
    expect(await isWritten(join(tree.root, 'a.txt'))).to.equal(false)
    writeFileSync(path, '[1]\n')
    expect(await headOf(path)).to.equal(undefined)
    expect(await isWritten(path)).to.equal(false)
  })
})

describe('the hash of this machine', () => {
  it('is the same each time, and short', () => {
    expect(hostHash())
      .to.match(/^[0-9a-f]{12}$/)
      .and.to.equal(hostHash())
  })
})
