import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { RecordingError } from '../../../src/recording/recording-error.ts'
import { busyText, holdResults, refuseRecorded } from '../../../src/recording/replay/results-hold.ts'
import { hostHash } from '../../../src/recording/written.ts'
import { plainHead, plainLines, writeLines } from '../../support/recordings.ts'

const alive = { pid: process.pid, host: hostHash(), started: new Date().toISOString() }
/** No system gives a process this number. */
const dead = { ...alive, pid: 2 ** 30 }

describe('the hold on a results file', () => {
  let folder: string
  let path: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'claudecodex-hold-'))
    path = join(folder, 'results.jsonl')
    await writeLines(path, plainLines([]))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const failure = async (work: Promise<unknown>): Promise<string> => {
    const thrown = await work.catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(RecordingError)
    return (thrown as Error).message
  }

  it('is one at a time, and leaves nothing behind', async () => {
    const release = await holdResults(path, [])
    const text = await failure(holdResults(path, []))
    expect(text).to.contain(`written by a replay, process ${process.pid}`).and.contain('--output')
    expect(await busyText(path)).to.contain(`process ${process.pid}`)
    await release()
    expect(await readdir(folder)).to.deep.equal(['results.jsonl'])
    expect(await busyText(path)).to.equal(undefined)
    await (await holdResults(path, []))()
  })
  it('is one for all links to a file', async () => {
    if (process.platform === 'win32') return
    const link = join(folder, 'link.jsonl')
    await symlink(path, link)
    const release = await holdResults(path, [])
    expect(await failure(holdResults(link, []))).to.contain('written by a replay')
    await release()
    expect(await failure(holdResults(link, [path]))).to.contain('is the recording that is replayed')
  })
  it('of a process that has ended does not count', async () => {
    await writeFile(`${path}.lock`, JSON.stringify(dead))
    expect(await busyText(path)).to.equal(undefined)
    await (await holdResults(path, []))()
    expect(await readdir(folder)).to.deep.equal(['results.jsonl'])
  })
  it('of another machine is believed, and names what to remove', async () => {
    await writeFile(`${path}.lock`, JSON.stringify({ ...alive, host: 'elsewhere' }))
    expect(await failure(holdResults(path, [])))
      .to.contain('another machine')
      .and.contain('results.jsonl.lock')
  })
  it('counts while nothing is in it yet', async () => {
    await writeFile(`${path}.lock`, '')
    expect(await failure(holdResults(path, []))).to.contain('written by another replay')
  })
  it('is not had of what a living process records', async () => {
    await writeLines(path, [{ ...plainHead, ...alive }])
    expect(await failure(holdResults(path, []))).to.contain(`still being written by process ${process.pid}`)
    await writeLines(path, [{ ...plainHead, ...alive, host: 'elsewhere' }])
    expect(await failure(holdResults(path, []))).to.contain('on another machine')
    expect(await readdir(folder)).to.deep.equal(['results.jsonl'])
    await writeLines(path, [{ ...plainHead, ...dead }])
    await (await holdResults(path, []))()
  })
  it('is not had of what is replayed, or of nothing', async () => {
    expect(await failure(holdResults(path, ['gone', path]))).to.contain('is the recording that is replayed')
    expect(await failure(holdResults(join(folder, 'gone.jsonl'), [path]))).to.contain('there is no file')
    await refuseRecorded(join(folder, 'gone.jsonl'), [path])
  })
})
