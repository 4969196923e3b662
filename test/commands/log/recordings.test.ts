import { appendFile } from 'node:fs/promises'
import { expect } from 'chai'
import {
  chosenRuns,
  findExchange,
  folderOf,
  isLive,
  runName,
  stateNotes,
  withRecordings,
} from '../../../src/commands/log/recordings.ts'
import { Recording } from '../../../src/recording/recording.ts'
import type { HeadLine } from '../../../src/recording/schema.ts'
import { hostHash } from '../../../src/recording/written.ts'
import { failureOf } from '../../support/failure.ts'
import { plainAnswer, plainRequest, RecordingFolder } from '../../support/recording-folder.ts'
import { plainHead, plainLines, writeLines } from '../../support/recordings.ts'

const by = (session: string, id: string) => ({
  request: plainRequest('a'),
  answer: plainAnswer('b'),
  open: { id, who: { session, class: 'main', by: 'header' } as const },
  end: { id },
})

describe('the recordings of a command', () => {
  let folder: RecordingFolder
  before(async () => {
    folder = await RecordingFolder.create()
    await folder.write('20261125-100000-aaa.jsonl', [by('one', 'a1'), by('two', 'a2')], { run: 'aaa' })
    await folder.write('20261126-100000-bbb.jsonl', [by('one', 'b1')], { run: 'bbb' })
  })
  after(() => folder?.remove())
  const place = () => ({ logDir: folder.path })

  it('are the newest, those that are named, or those of a session', async () => {
    expect(folderOf(place())).to.equal(folder.path)
    expect(folderOf({})).to.match(/logs$/)
    expect(await chosenRuns([], place())).to.deep.equal([[folder.at('20261126-100000-bbb.jsonl')]])
    expect(await chosenRuns(['aaa', 'last', 'bbb'], place())).to.have.length(2)
    expect(await chosenRuns([], { ...place(), session: 'two' })).to.deep.equal([
      [folder.at('20261125-100000-aaa.jsonl')],
    ])
  })
  it('hold only exchanges of the session that was asked for', async () => {
    const ids = await withRecordings(['aaa'], { ...place(), session: 'tw' }, async opened =>
      opened.flatMap(({ exchanges }) => exchanges.map(({ id }) => id)),
    )
    expect(ids).to.deep.equal(['a2'])
  })
  it('are closed whatever happens', async () => {
    let kept: Recording | undefined
    await failureOf(
      withRecordings(['aaa'], place(), async ([first]) => {
        kept = first?.recording
        throw new Error('stop')
      }),
    )
    const exchange = kept?.exchanges[0]
    const body = { rope: [0], bytes: 1, crc: 0 } as const
    expect(exchange && (await failureOf(exchange.bytes(body)))).to.be.instanceOf(Error)
  })
  it('give an exchange by number or id, of several runs from the newest', async () => {
    await withRecordings(['aaa', 'bbb'], place(), async opened => {
      expect(findExchange(opened, '#1').id).to.equal('b1')
      expect(findExchange(opened, '2').id).to.equal('a2')
      expect(findExchange(opened, 'a1').seq).to.equal(1)
      expect(() => findExchange(opened, '7')).to.throw('there is no #7: the recording has #1 to #2')
      expect(() => findExchange([], 'x')).to.throw('there is no x: the recording has no exchange yet')
    })
  })
})

describe('the state of a recording', () => {
  let folder: RecordingFolder
  before(async () => {
    folder = await RecordingFolder.create()
  })
  after(() => folder?.remove())
  const notesOf = async (head: Partial<HeadLine>, more: string, isClosed = false) => {
    const path = folder.at('a.jsonl')
    const lines = plainLines([by('one', 'a1'), { request: plainRequest('b') }], head)
    await writeLines(path, isClosed ? lines : lines.slice(0, -1))
    await appendFile(path, more)
    const recording = await Recording.open([path])
    try {
      return { notes: stateNotes(recording), live: isLive(recording) }
    } finally {
      await recording.close()
    }
  }

  it('is told where something is missing', async () => {
    expect((await notesOf({}, '', true)).notes).to.deep.equal([])
    expect((await notesOf({}, '{"v":1,"ty')).notes).to.deep.equal([
      'the last line has no end: the program was killed while it wrote',
      'it was not closed: the program was ended from outside, amidst 1 exchange',
    ])
    const { notes } = await notesOf({}, 'x\ny\n{"v":1,"type":"tail","time":"","exchanges":1,"lost":1}\n')
    expect(notes).to.deep.equal([
      '2 lines of it cannot be read, and what they held is missing',
      '1 line could not be written when it was recorded',
    ])
  })
  it('is in order while its process still writes', async () => {
    const { notes, live } = await notesOf(
      { host: hostHash(), pid: process.pid, started: new Date().toISOString() },
      '{"v":1,"ty',
    )
    expect([notes, live]).to.deep.equal([[], true])
  })
  it('goes by the name of the run', () => expect(runName(plainHead)).to.equal('recording run1'))
})
