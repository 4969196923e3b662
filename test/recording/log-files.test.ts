import { join } from 'node:path'
import { expect } from 'chai'
import { LogFiles, type LogFilesOptions } from '../../src/recording/log-files.ts'
import { partOfFile } from '../../src/recording/make-room.ts'
import { Recording } from '../../src/recording/recording.ts'
import { RecordingError } from '../../src/recording/recording-error.ts'
import type { HeadLine, TailLine } from '../../src/recording/schema.ts'
import { failureOf } from '../support/failure.ts'
import { keptLog } from '../support/gateway.ts'
import { MemoryDisk } from '../support/memory-disk.ts'
import { plainHead, plainLines } from '../support/recordings.ts'
import { makeTree } from '../support/tree.ts'
import { VirtualClock } from '../support/virtual-clock.ts'

describe('the files of one run, for writing', () => {
  let disk: MemoryDisk
  let log: ReturnType<typeof keptLog>
  let clock: VirtualClock
  let begun: number
  beforeEach(() => {
    disk = new MemoryDisk()
    log = keptLog()
    clock = new VirtualClock()
    begun = 0
  })
  const { part: _, ...head } = plainHead
  const create = (options: Partial<LogFilesOptions> = {}): Promise<LogFiles> =>
    LogFiles.create({
      pathOf: part => partOfFile('none/run.jsonl', part),
      head,
      fullAt: 10,
      onNextPart: () => {
        begun += 1
      },
      log,
      disk,
      // The limit of closing never passes here.
      clock: {
        now: clock.now,
        sleep: (time, signal) => (signal ? new Promise(() => {}) : clock.sleep(time)),
      },
      ...options,
    })
  const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
  const linesIn = (part: number): readonly string[] =>
    (disk.files.get(partOfFile('none/run.jsonl', part)) ?? '').trimEnd().split('\n')
  const headOf = (part: number): HeadLine => JSON.parse(linesIn(part)[0] ?? '') as HeadLine
  const tailOf = (part: number): TailLine => JSON.parse(linesIn(part).at(-1) ?? '') as TailLine

  it('are one file until it is full', async () => {
    const files = await create()
    const first = files.current()
    first.append(['123456789\n'.slice(1)])
    expect(files.current()).to.equal(first)
    first.append(['\n'])
    expect(files.current()).not.to.equal(first)
    expect([files.current().number, files.current().path, begun]).to.deep.equal([2, 'none/run.2.jsonl', 1])
    await files.close()
  })

  it('have a head each, with its number, and an end that counts what began there', async () => {
    const files = await create()
    for (const line of ['first line\n', 'second line\n', 'third line\n']) {
      const part = files.current()
      part.enter()
      part.append([line])
      part.leave()
    }
    await files.close()
    expect([1, 2, 3].map(part => headOf(part))).to.deep.equal([1, 2, 3].map(part => ({ ...head, part })))
    expect([1, 2, 3].map(part => tailOf(part).exchanges)).to.deep.equal([1, 1, 1])
    expect([1, 2, 3].map(part => linesIn(part)[1])).to.deep.equal(['first line', 'second line', 'third line'])
    expect(disk.openFiles).to.equal(0)
  })

  it('let an exchange end where it began, and close then', async () => {
    const files = await create()
    const first = files.current()
    first.enter()
    first.enter()
    first.append(['beginnings\n'])
    files.current().append(['of another\n'])
    await settled()
    first.append(['end of one\n'])
    first.leave()
    await settled()
    expect(linesIn(1)).to.have.length(3)
    first.append(['end of the other\n'])
    first.leave()
    await settled()
    expect(linesIn(1).slice(1, -1)).to.deep.equal(['beginnings', 'end of one', 'end of the other'])
    expect(tailOf(1).exchanges).to.equal(2)
    expect(linesIn(2)).to.have.length(2)
  })

  for (const [what, harm] of [
    ['removed', (path: string) => disk.files.delete(path)],
    ['cut short', (path: string) => disk.files.set(path, 'x')],
  ] as const) {
    it(`are followed by a new one where one is ${what} while it is written, which is said once`, async () => {
      const files = await create({ fullAt: 1_000 })
      const first = files.current()
      first.append(['before\n'])
      await settled()
      harm(first.path)
      clock.time += 1_000
      expect(first.append(['lost\n'])).to.equal('whole')
      await settled()
      expect(first.append(['lost as well\n'])).to.equal('lost')
      expect(files.current().number).to.equal(2)
      files.current().append(['behind\n'])
      await settled()
      expect(linesIn(2).slice(1)).to.deep.equal(['behind'])
      expect(log.lines).to.deep.equal([
        `error: none/run.jsonl was removed or cut short while it was written: what was in it is lost, and a new file begins`,
      ])
      expect(files.lost).to.equal(2)
    })
  }

  it('stay open between exchanges', async () => {
    const files = await create()
    files.current().enter()
    files.current().leave()
    await settled()
    expect(files.current().append(['more\n'])).to.equal('whole')
    await files.close()
    expect(linesIn(1)[1]).to.equal('more')
  })

  it('begin anew after a failure of the disk, once it takes lines again: what was lost may be needed', async () => {
    const files = await create({ fullAt: 1_000 })
    const first = files.current()
    first.enter()
    disk.failure = 'ENOSPC'
    first.append(['lost\n'])
    await settled()
    expect([files.current() === first, files.isFailing, files.lost]).to.deep.equal([true, true, 1])
    disk.failure = undefined
    clock.time += 5_000
    first.append(['kept\n'])
    await settled()
    expect([files.current().number, files.isFailing]).to.deep.equal([2, false])
    first.leave()
    await settled()
    expect([tailOf(1).lost, files.lost]).to.deep.equal([1, 1])
    files.current().append(['next\n'])
    await files.close()
    expect([tailOf(2).lost, files.lost]).to.deep.equal([0, 1])
  })

  it('end with all their exchanges when the run ends, and begin no more', async () => {
    const files = await create()
    files.current().enter()
    files.current().append(['0123456789\n'])
    files.current().enter()
    files.current().append(['0123456789\n'])
    await files.close()
    const last = files.current()
    expect([last.number, last.append(['late\n']), files.lost]).to.deep.equal([2, 'lost', 0])
    expect([tailOf(1).exchanges, tailOf(2).exchanges, disk.openFiles]).to.deep.equal([1, 1, 0])
  })

  it('write what waits when the process ends this moment', async () => {
    const files = await create()
    const first = files.current()
    first.enter()
    first.append(['0123456789\n'])
    files.current().append(['one\n'])
    await settled()
    first.append(['two\n'])
    files.current().append(['three\n'])
    files.writeNow()
    expect([linesIn(1).at(-1), linesIn(2).at(-1)]).to.deep.equal(['two', 'three'])
  })

  it('are read as one recording', async () => {
    const tree = makeTree({})
    const files = await LogFiles.create({
      pathOf: part => partOfFile(join(tree.root, 'run.jsonl'), part),
      head,
      fullAt: 10,
      log,
    })
    const request = { model: 'm', max_tokens: 1, messages: [] }
    const open = plainLines([{ request }, { request }]).filter(line => line.type === 'open')
    for (const line of open) files.current().append([`${JSON.stringify(line)}\n`])
    await files.close()
    const recording = await Recording.open([1, 2].map(part => partOfFile(join(tree.root, 'run.jsonl'), part)))
    expect(recording.exchanges.map(({ seq }) => seq)).to.deep.equal([1, 2])
    expect(recording.state).to.deep.equal({ isTorn: false, damaged: 0, isClosed: true, lost: 0 })
    await recording.close()
    tree.remove()
  })

  it('are none where the first cannot be made', async () => {
    disk.openFailure = 'EACCES'
    const failure = await failureOf(create())
    expect(failure).to.be.instanceOf(RecordingError)
    expect(failure.message).to.contain('See who may write there')
  })
})
