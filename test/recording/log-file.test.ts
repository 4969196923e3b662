import { existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Disk, realDisk } from '../../src/recording/disk.ts'
import { LogFile, type LogFileOptions } from '../../src/recording/log-file.ts'
import { RecordingError } from '../../src/recording/recording-error.ts'
import type { TailLine } from '../../src/recording/schema.ts'
import { failureOf } from '../support/failure.ts'
import { keptLog } from '../support/gateway.ts'
import { MemoryDisk } from '../support/memory-disk.ts'
import { plainHead } from '../support/recordings.ts'
import { makeTree } from '../support/tree.ts'
import { VirtualClock } from '../support/virtual-clock.ts'

const path = 'logs/a.jsonl'
const head = `${JSON.stringify(plainHead)}\n`

/** Gathers lines at once, and lets the limit of closing pass only when told to. */
class LogClock extends VirtualClock {
  readonly limits: (() => void)[] = []
  override readonly sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    signal ? new Promise(resolve => void this.limits.push(resolve)) : this.#pass(milliseconds)
  async #pass(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds)
    this.time += milliseconds
  }
}

describe('a file of a recording, for writing', () => {
  let disk: MemoryDisk
  let clock: LogClock
  let log: ReturnType<typeof keptLog>
  let file: LogFile
  const make = (options: Partial<LogFileOptions> = {}): LogFile =>
    new LogFile(path, plainHead, { log, disk, clock, ...options })
  beforeEach(() => {
    disk = new MemoryDisk()
    clock = new LogClock()
    log = keptLog()
    file = make()
  })
  /** Until all promises that can go on have done so. */
  const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
  const content = (): string => (disk.files.get(path) ?? '').replace(head, '')
  const tail = (): TailLine => JSON.parse(content().trimEnd().split('\n').at(-1) ?? '') as TailLine
  /** Holds every write from now on; gives what lets them go. */
  const hold = (): (() => void) => {
    let release = (): void => {}
    disk.slowness = new Promise(resolve => {
      release = resolve
    })
    return release
  }

  describe('in fair weather', () => {
    it('has a head, the lines in their order, and an end that counts', async () => {
      expect(file.append(['{"a":', Buffer.from('"ü"}\n')])).to.equal('whole')
      expect(file.append(['{"b":1}\n'])).to.equal('whole')
      expect(file.append([])).to.equal('whole')
      expect(disk.files.get(path)).to.equal(undefined)
      await settled()
      expect(disk.files.get(path)).to.equal(`${head}{"a":"ü"}\n{"b":1}\n`)
      await file.close(7)
      const { v, type, exchanges, lost } = tail()
      expect({ v, type, exchanges, lost }).to.deep.equal({ v: 1, type: 'tail', exchanges: 7, lost: 0 })
      expect(disk.calls.slice(-2)).to.deep.equal(['sync', 'close'])
      expect([file.size, file.lost, file.failures, log.lines]).to.deep.equal([19, 0, 0, []])
    })

    it('gathers lines for a few milliseconds into one write, and has one write under way', async () => {
      const release = hold()
      for (let count = 0; count < 10; count += 1) file.append([`${count}\n`])
      await settled()
      for (let count = 10; count < 20; count += 1) file.append([`${count}\n`])
      await settled()
      release()
      await settled()
      expect(content().trimEnd().split('\n').map(Number)).to.deep.equal([...Array(20).keys()])
      // The head is the first.
      expect(disk.calls).to.deep.equal(['create', 'write', 'write', 'write'])
      expect(clock.waits).to.deep.equal([1, 1])
    })

    it('closes once, writes what waits first, and counts what comes later as lost', async () => {
      file.append(['1\n'])
      const closing = file.close(1)
      expect(file.append(['2\n', '3\n'])).to.equal('lost')
      await Promise.all([closing, file.close(2)])
      expect(content().split('\n')[0]).to.equal('1')
      expect([tail().exchanges, tail().lost, file.lost]).to.deep.equal([1, 2, 2])
    })

    it('writes what waits when the process ends this moment', async () => {
      file.append(['1\n'])
      await settled()
      file.append(['2\n'])
      file.append(['3\n'])
      file.writeNow()
      expect(content()).to.equal('1\n2\n3\n')
      await settled()
      expect(content()).to.equal('1\n2\n3\n')
    })

    it('does not keep a process from ending while the disk hangs, or fails', async () => {
      file.append(['1\n'])
      await settled()
      const release = hold()
      file.append(['2\n'])
      await settled()
      file.append(['3\n'])
      file.writeNow()
      expect(content()).to.equal('1\n')
      disk.failure = 'EIO'
      release()
      await settled()
      file.writeNow()
      expect(content()).to.equal('1\n')
    })
  })

  describe('on a disk that refuses', () => {
    it('says so once, counts what is lost, tries again after five seconds, and says when it works again', async () => {
      file.append(['1\n'])
      await settled()
      disk.failure = 'ENOSPC'
      file.append(['2\n', '3\n'])
      await settled()
      const writes = disk.calls.length
      expect([file.isFailing, file.append(['4\n'])]).to.deep.equal([true, 'lost'])
      expect(disk.calls).to.have.length(writes)
      clock.time += 5_000
      expect(file.append(['5\n'])).to.equal('whole')
      await settled()
      expect(disk.calls.length).to.be.above(writes)
      expect(file.append(['6\n'])).to.equal('lost')
      expect(log.lines).to.deep.equal([
        'error: NOT RECORDING: logs/a.jsonl cannot be written: ENOSPC: from the test. Requests are answered as before, and are not ' +
          'recorded. Make room on that disk; it is tried again every 5 seconds',
      ])
      disk.failure = undefined
      clock.time += 5_000
      file.append(['7\n'])
      await settled()
      expect(log.lines.slice(1)).to.deep.equal([
        'info: recording again: logs/a.jsonl can be written; 5 lines are lost',
      ])
      await file.close(1)
      expect([file.isFailing, file.failures, tail().lost]).to.deep.equal([false, 2, 5])
      expect(content().startsWith('1\n\n7\n{')).to.equal(true)
    })

    it('leaves a torn line alone, and counts it with those behind it', async () => {
      file.append(['1\n'])
      await settled()
      disk.takes.push(6)
      disk.failure = 'ENOSPC'
      file.append(['two\n', 'three\nfour\n'])
      await settled()
      disk.failure = undefined
      clock.time += 5_000
      file.append(['five\n'])
      await settled()
      expect(content()).to.equal('1\ntwo\nth\nfive\n')
      expect(file.lost).to.equal(2)
    })

    it('loses what came while the write that failed was under way, without another try', async () => {
      const release = hold()
      disk.failure = 'EIO'
      file.append(['1\n'])
      await settled()
      file.append(['2\n'])
      release()
      await settled()
      expect([file.lost, file.failures, disk.calls.filter(call => call === 'create').length]).to.deep.equal([
        2, 1, 1,
      ])
    })

    it('opens the file again where the disk was gone', async () => {
      file.append(['1\n'])
      await settled()
      disk.failure = 'EBADF'
      file.append(['2\n'])
      await settled()
      expect(log.lines[0]).to.contain('See whether that disk is still there; it is tried again')
      disk.failure = undefined
      clock.time += 5_000
      file.append(['3\n'])
      await settled()
      expect(content()).to.equal('1\n\n3\n')
    })

    it('gets an end when it works again by then', async () => {
      disk.openFailure = 'EROFS'
      file.append(['1\n'])
      await settled()
      disk.openFailure = undefined
      await file.close(1)
      expect([tail().lost, disk.openFiles]).to.deep.equal([1, 0])
      expect(disk.files.get(path)?.startsWith(head)).to.equal(true)
    })

    it('closes without an end while it still fails', async () => {
      disk.openFailure = 'EROFS'
      file.append(['1\n'])
      await file.close(1)
      expect(log.lines).to.have.length(1)
      expect(disk.files.size).to.equal(0)
    })
  })

  describe('on a disk that falls behind', () => {
    const line = (character: string): string => `${character.repeat(9)}\n`

    it('takes the smaller form when half is full, and nothing when all is', async () => {
      file = make({ mostWaiting: 40 })
      const release = hold()
      const smaller = (): readonly string[] => ['s\n']
      expect(file.append([line('a')], smaller)).to.equal('whole')
      await settled()
      expect(file.append([line('b')], smaller)).to.equal('whole')
      expect(file.append([line('c')])).to.equal('whole')
      expect(file.append([line('d')], smaller)).to.equal('smaller')
      expect(file.append([line('e')])).to.equal('lost')
      for (let count = 0; count < 4; count += 1) expect(file.append([line('f')], smaller)).to.equal('smaller')
      expect(file.append([line('g')], smaller)).to.equal('lost')
      release()
      await settled()
      expect(content()).to.equal(`${line('a')}${line('b')}${line('c')}${'s\n'.repeat(5)}`)
      expect([file.lost, file.failures]).to.deep.equal([2, 0])
      expect(log.lines).to.deep.equal([
        'warn: lines are lost: the disk of logs/a.jsonl does not keep up. Record to a faster one',
      ])
      expect(file.append([line('h')], smaller)).to.equal('whole')
    })

    it('takes one append of any size when nothing waits', async () => {
      file = make({ mostWaiting: 40 })
      expect(file.append(['x'.repeat(100), '\n'])).to.equal('whole')
      await settled()
      expect(content()).to.have.length(101)
    })

    it('closes within its time, and says that there is no end', async () => {
      hold()
      file.append(['1\n'])
      const closing = file.close(1)
      await settled()
      expect(clock.limits).to.have.length(1)
      clock.limits[0]?.()
      await closing
      expect(log.lines).to.deep.equal([
        'warn: logs/a.jsonl has no end: the disk did not take it within 2 seconds. What was recorded before can be read',
      ])
    })
  })

  describe('made at once', () => {
    let tree: ReturnType<typeof makeTree>
    beforeEach(() => {
      tree = makeTree({ 'mine.txt': 'mine', 'old.jsonl': head })
    })
    afterEach(() => tree.remove())
    const create = (name: string, options: Partial<LogFileOptions> = {}): Promise<LogFile> =>
      LogFile.create(join(tree.root, name), plainHead, { log, ...options })

    it('has its head before anything happens, and lines within milliseconds', async () => {
      const made = await create('logs/new.jsonl')
      expect(readFileSync(made.path, 'utf8')).to.equal(head)
      made.append(['1\n'])
      await made.close(0)
      expect(readFileSync(made.path, 'utf8').split('\n')[1]).to.equal('1')
    })

    it('moves an earlier recording aside and says where', async () => {
      const made = await create('old.jsonl')
      await made.close(0)
      const aside = join(tree.root, 'old-20261126-100000.jsonl')
      expect(existsSync(aside)).to.equal(true)
      expect(log.lines).to.deep.equal([`info: ${made.path} was an earlier recording: it is now ${aside}`])
    })

    it('says what to do where it cannot be made', async () => {
      const failure = await failureOf(create('mine.txt/logs/new.jsonl'))
      expect(failure).to.be.instanceOf(RecordingError)
      expect(failure.message).to.contain(
        'A part of the path is no folder; or name another place, or start with',
      )
    })

    // Linux alone has a device that is always full.
    if (existsSync('/dev/full'))
      it('goes on when the real disk is full', async () => {
        let isFull = false
        const full: Disk = {
          ...realDisk,
          write: (descriptor, pieces) =>
            realDisk.write(isFull ? openSync('/dev/full', 'a') : descriptor, pieces),
        }
        const made = await create('full.jsonl', { disk: full, clock })
        isFull = true
        made.append(['1\n'])
        while (!made.isFailing) await settled()
        isFull = false
        clock.time += 5_000
        made.append(['2\n'])
        await made.close(1)
        expect(log.lines[0]).to.contain('ENOSPC').and.to.contain('Make room on that disk')
        expect(readFileSync(made.path, 'utf8')).to.match(/^\{.*\}\n\n2\n\{.*"lost":1\}\n$/)
      })
  })
})
