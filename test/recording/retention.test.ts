import { readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { recordingName } from '../../src/recording/file-names.ts'
import { type Retention, removeOldRecordings } from '../../src/recording/retention.ts'
import { hostHash } from '../../src/recording/written.ts'
import { keptLog } from '../support/gateway.ts'
import { plainLines, writeLines } from '../support/recordings.ts'
import { makeTree, type Tree } from '../support/tree.ts'

const day = 24 * 60 * 60 * 1000
const now = Date.parse('2026-11-26T12:00:00Z')

describe('the retention of recordings', () => {
  let tree: Tree
  let log: ReturnType<typeof keptLog>
  beforeEach(() => {
    tree = makeTree({})
    log = keptLog()
  })
  afterEach(() => tree.remove())
  const names = (): readonly string[] => readdirSync(tree.root).sort()
  const nameOf = (run: string, part = 1): string => recordingName(new Date(now), run, part)
  const remove = (retention: Partial<Retention> = {}): Promise<readonly string[]> =>
    removeOldRecordings({ folder: tree.root, run: 'own', log, now: () => now, ...retention })
  const age = (name: string, days: number): void => {
    const then = new Date(now - days * day)
    utimesSync(join(tree.root, name), then, then)
  }
  const keep = (name: string, days: number, bytes = 100): void => {
    writeFileSync(join(tree.root, name), 'x'.repeat(bytes))
    age(name, days)
  }

  it('removes what has been left alone for longer than fourteen days, and says so once', async () => {
    keep(nameOf('a'), 15)
    keep(nameOf('b'), 14.5)
    keep(nameOf('c'), 13)
    expect(await remove()).to.deep.equal([nameOf('a'), nameOf('b')])
    expect(names()).to.deep.equal([nameOf('c')])
    expect(log.lines).to.deep.equal([
      `debug: old recordings removed from ${tree.root}, beyond 14 days or 2147483648 bytes: ${nameOf('a')}, ${nameOf('b')}`,
    ])
    expect(await remove()).to.deep.equal([])
    expect(log.lines).to.have.length(1)
  })

  it('removes the oldest until the rest has room, each file of a run for itself', async () => {
    keep(nameOf('a'), 3)
    keep(nameOf('a', 2), 2)
    keep(nameOf('b'), 1)
    expect(await remove({ bytes: 200 })).to.deep.equal([nameOf('a')])
    expect(await remove({ bytes: 200 })).to.deep.equal([])
    expect(await remove({ bytes: 150, days: 1.5 })).to.deep.equal([nameOf('a', 2)])
    expect(names()).to.deep.equal([nameOf('b')])
  })

  it('takes other names for the user’s, and links and folders too', async () => {
    keep('notes.jsonl', 100)
    keep('run-20261126-100000.jsonl', 100)
    keep('20261126-100000-run1.jsonl.bak', 100)
    symlinkSync(join(tree.root, 'notes.jsonl'), join(tree.root, nameOf('link')))
    const before = names()
    expect(await remove({ bytes: 0, days: 0 })).to.deep.equal([])
    expect(names()).to.deep.equal(before)
  })

  it('counts the files of the own run, and leaves them', async () => {
    keep(nameOf('own'), 100)
    keep(nameOf('own', 2), 1)
    keep(nameOf('b'), 0)
    expect(await remove({ bytes: 250 })).to.deep.equal([nameOf('b')])
    expect(names()).to.have.members([nameOf('own'), nameOf('own', 2)])
  })

  it('leaves a file that a living process writes, for as long as it does', async () => {
    const head = { host: hostHash(), started: new Date().toISOString(), pid: process.ppid }
    const path = join(tree.root, nameOf('a'))
    await writeLines(path, plainLines([], head).slice(0, 1))
    age(nameOf('a'), 100)
    expect(await remove()).to.deep.equal([])
    await writeLines(path, plainLines([], head))
    age(nameOf('a'), 100)
    expect(await remove()).to.deep.equal([nameOf('a')])
  })

  it('does well beside others that do the same', async () => {
    for (let count = 0; count < 30; count += 1) keep(nameOf(`r${count}`), 20 + count)
    keep(nameOf('last'), 1)
    await Promise.all([remove(), remove(), remove()])
    expect(names()).to.deep.equal([nameOf('last')])
  })

  it('finds nothing in a folder that is not there', async () => {
    expect(await remove({ folder: join(tree.root, 'no') })).to.deep.equal([])
  })
})
