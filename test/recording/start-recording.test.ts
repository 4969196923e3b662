import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { packageVersion } from '../../src/core/version.ts'
import { recordingName } from '../../src/recording/file-names.ts'
import type { Begun, Ended } from '../../src/recording/recorded-facts.ts'
import { Recording } from '../../src/recording/recording.ts'
import { startRecording } from '../../src/recording/start-recording.ts'
import { failureOf } from '../support/failure.ts'
import { keptLog } from '../support/gateway.ts'
import { plainLines, writeLines } from '../support/recordings.ts'
import { makeTree } from '../support/tree.ts'

const begun: Begun = {
  ...{ id: 'req_1', kind: 'messages', source: 'http', headers: {}, startedAt: 0 },
  who: { class: 'main', by: 'rules' },
  asked: { model: 'm', stream: false, bytes: 2 },
  bytes: Buffer.from('{}'),
}
const ended: Ended = { outcome: 'answered', timing: { startedAt: 0 }, attempts: [], warnings: [] }

describe('starting a recording', () => {
  let tree: ReturnType<typeof makeTree>
  let folder: string
  let log: ReturnType<typeof keptLog>
  beforeEach(() => {
    tree = makeTree({})
    folder = join(tree.root, 'logs')
    log = keptLog()
  })
  afterEach(() => tree.remove())
  const start = (options: object = {}) =>
    startRecording({ folder, days: 14, bytes: 1_000_000, backend: 'work', log, ...options })

  it('gives each run a file of its own, which says what wrote it', async () => {
    const recording = await start()
    const { path } = recording
    recording.recorder.begin(begun)
    recording.recorder.end('req_1', ended)
    await recording.close()
    const read = await Recording.open([path])
    expect(read.head).to.deep.include({
      program: packageVersion(),
      pid: process.pid,
      part: 1,
      backend: 'work',
    })
    expect(read.exchanges.map(({ id, end }) => [id, end?.outcome])).to.deep.equal([['req_1', 'answered']])
    expect(read.state).to.deep.equal({ isTorn: false, damaged: 0, isClosed: true, lost: 0 })
    await read.close()
    expect(log.lines).to.deep.equal([])
  })

  it('leaves no file where nothing has passed', async () => {
    const recording = await start()
    expect(readdirSync(folder)).to.have.lengthOf(1)
    await recording.close()
    expect(readdirSync(folder)).to.deep.equal([])
  })

  it('takes the file that was named, and follows it with others of its name', async () => {
    const file = join(tree.root, 'mine.jsonl')
    const recording = await start({ file, fileBytes: 1 })
    for (const id of ['req_1', 'req_2']) {
      recording.recorder.begin({ ...begun, id })
      recording.recorder.end(id, ended)
      await sleep(50)
    }
    expect(recording.path).to.equal(join(tree.root, 'mine.3.jsonl'))
    await recording.close()
    expect(readdirSync(tree.root).sort()).to.deep.equal(['mine.2.jsonl', 'mine.jsonl'])
  })

  it('lets recordings go that are too old, and no others', async () => {
    const [old, young] = [recordingName(new Date(0), 'old', 1), recordingName(new Date(), 'young', 1)]
    await start().then(recording => recording.close())
    for (const name of [old, young, 'mine.jsonl']) await writeLines(join(folder, name), plainLines([]))
    for (const name of [old, 'mine.jsonl']) utimesSync(join(folder, name), 0, 0)
    const recording = await start()
    while (readdirSync(folder).includes(old)) await sleep(5)
    await recording.close()
    expect(readdirSync(folder).sort()).to.deep.equal([young, 'mine.jsonl'].sort())
  })

  it('says what to do where no file can be made', async () => {
    const failure = await failureOf(start({ file: tree.root }))
    expect(failure.message).to.contain('name one that a recording may have')
  })
})
