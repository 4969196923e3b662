import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { DumpFolder } from '../../../plugins/dump/folder.ts'

const start = Date.UTC(2026, 10, 26, 14, 3, 7, 123)
const roomy = { exchanges: 100, bytes: 1_000_000 }

describe('the folder of dumps', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'claudecodex-dump-'))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))
  const openAt = async (limits = roomy): Promise<DumpFolder> => {
    const folder = new DumpFolder(join(root, 'dump'), limits)
    await folder.open()
    return folder
  }
  const names = (): readonly string[] => readdirSync(join(root, 'dump')).sort()

  it('has a folder for each exchange, by its time, for the user alone', async () => {
    const folder = await openAt()
    await folder.write(start, 'req_1', { 'a.json': '{}', 'b.json': '[]' })
    const [name = ''] = names()
    expect(name).to.equal('2026-11-26T14-03-07.123Z-req_1')
    const path = join(root, 'dump', name)
    expect(readFileSync(join(path, 'b.json'), 'utf8')).to.equal('[]')
    if (process.platform === 'win32') return
    const modes = [join(root, 'dump'), path, join(path, 'a.json')].map(each => statSync(each).mode & 0o777)
    expect(modes).to.deep.equal([0o700, 0o700, 0o600])
  })
  it('keeps so many exchanges, the latest', async () => {
    const folder = await openAt({ ...roomy, exchanges: 2 })
    for (let index = 0; index < 4; index++)
      void folder.write(start + index, `req_${index}`, { 'a.json': '{}' })
    await folder.close()
    expect(names().map(name => name.slice(-5))).to.deep.equal(['req_2', 'req_3'])
  })
  it('keeps so many bytes, and the latest exchange whatever its size', async () => {
    const folder = await openAt({ ...roomy, bytes: 25 })
    for (let index = 0; index < 3; index++) {
      await folder.write(start + index, `req_${index}`, { 'a.json': 'x'.repeat(10) })
    }
    expect(names().map(name => name.slice(-5))).to.deep.equal(['req_1', 'req_2'])
    await folder.write(start + 3, 'req_3', { 'a.json': 'x'.repeat(100) })
    expect(names().map(name => name.slice(-5))).to.deep.equal(['req_3'])
  })
  it('tidies up what another process has left, and nothing that is not its own', async () => {
    const others = ['notes', '2026-11-26T14-03-07.124Z-req_9']
    for (const name of others) mkdirSync(join(root, 'dump', name), { recursive: true })
    writeFileSync(join(root, 'dump', '2025.txt'), 'mine')
    await (await openAt({ ...roomy, exchanges: 1 })).write(start + 9, 'req_1', { 'a.json': '{}' })
    expect(names()).to.deep.equal(['2025.txt', '2026-11-26T14-03-07.132Z-req_1', 'notes'])
  })
  it('writes no file outside, whatever the id', async () => {
    const folder = await openAt()
    await folder.write(start, '../../x', { 'a.json': '{}' })
    expect(names()).to.deep.equal(['2026-11-26T14-03-07.123Z-______x'])
  })
  it('says what it could not write, and goes on', async () => {
    const folder = await openAt()
    await folder.write(start, 'req_1', { 'a.json': '{}' })
    const failure = await folder.write(start, 'req_1', { 'a.json': '{}' }).catch(thrown => thrown)
    expect(failure.code).to.equal('EEXIST')
    await folder.write(start + 1, 'req_2', { 'a.json': '{}' })
    expect(names()).to.have.length(2)
  })
  it('cannot be made where a file is', async () => {
    writeFileSync(join(root, 'dump'), '')
    const failure = await openAt().catch(thrown => thrown)
    expect(failure).to.be.instanceOf(Error)
  })
})
