import { expect } from 'chai'
import { AppendedFile, type WriteFailure } from '../../src/recording/appended-file.ts'
import { failureOf } from '../support/failure.ts'
import { MemoryDisk } from '../support/memory-disk.ts'

const path = 'a.jsonl'

describe('a file that is only added to', () => {
  let disk: MemoryDisk
  let file: AppendedFile
  beforeEach(() => {
    disk = new MemoryDisk()
    file = new AppendedFile(path, Buffer.from('head\n'), disk)
  })
  const write = (...texts: readonly string[]): Promise<void> =>
    file.write(texts.map(text => Buffer.from(text)))
  const failed = async (...texts: readonly string[]): Promise<WriteFailure> =>
    (await failureOf(write(...texts))) as unknown as WriteFailure
  const content = (): string | undefined => disk.files.get(path)

  it('begins with its head, once', async () => {
    await write('one\n')
    await write('two\n')
    expect(content()).to.equal('head\none\ntwo\n')
  })

  it('gives the disk the rest of what it took only a part of', async () => {
    await file.open()
    disk.takes.push(1, 4, 2)
    await write('one\n', 'two\n', 'three\n')
    expect(content()).to.equal('head\none\ntwo\nthree\n')
  })

  it('says how much is in the file after a failure, and leaves the torn line alone', async () => {
    await file.open()
    disk.takes.push(6)
    disk.failure = 'ENOSPC'
    const { written, cause } = await failed('one\n', 'two\n')
    expect([written, (cause as NodeJS.ErrnoException).code]).to.deep.equal([6, 'ENOSPC'])
    disk.failure = undefined
    await write('three\n')
    await write('four\n')
    expect(content()).to.equal('head\none\ntw\nthree\nfour\n')
  })

  it('does not count its own line break when it fails again', async () => {
    await file.open()
    disk.failure = 'ENOSPC'
    expect((await failed('one\n')).written).to.equal(0)
    disk.takes.push(3)
    expect((await failed('two\n')).written).to.equal(2)
    disk.takes.push(1)
    expect((await failed('three\n')).written).to.equal(0)
  })

  it('is not left without a head: a file that got half of one goes', async () => {
    disk.takes.push(2)
    disk.failure = 'ENOSPC'
    expect((await failed('one\n')).written).to.equal(0)
    expect([content(), disk.openFiles]).to.deep.equal([undefined, 0])
    disk.failure = undefined
    await write('two\n')
    expect(content()).to.equal('head\ntwo\n')
  })

  it('is opened again when the descriptor may be worth nothing', async () => {
    await write('one\n')
    disk.failure = 'EIO'
    await failed('two\n')
    expect(disk.openFiles).to.equal(0)
    disk.failure = undefined
    await write('three\n')
    expect(content()).to.equal('head\none\n\nthree\n')
    expect(disk.calls.filter(call => call === 'reopen')).to.have.length(1)
  })

  it('keeps its descriptor while there is no room', async () => {
    await write('one\n')
    disk.failure = 'EDQUOT'
    await failed('two\n')
    expect(disk.openFiles).to.equal(1)
  })

  it('is made anew, head first, when the disk comes back without it', async () => {
    await write('one\n')
    disk.failure = 'EIO'
    await failed('two\n')
    disk.files.clear()
    disk.failure = undefined
    await write('three\n')
    expect(content()).to.equal('head\nthree\n')
  })

  it('fails when a disk takes nothing and does not say why', async () => {
    await file.open()
    disk.takes.push(0)
    expect((await failed('one\n')).message).to.equal('the disk takes nothing')
  })

  it('fails at a file that it has not made', async () => {
    disk.files.set(path, 'mine')
    expect(((await failed('one\n')).cause as NodeJS.ErrnoException).code).to.equal('EEXIST')
    expect(content()).to.equal('mine')
  })

  it('is synced and closed once, and needs neither before its first line', async () => {
    await file.close()
    expect(disk.calls).to.deep.equal([])
    await write('one\n')
    await file.close()
    await file.close()
    expect(disk.calls.slice(-2)).to.deep.equal(['sync', 'close'])
    expect(disk.openFiles).to.equal(0)
  })

  it('writes at once for a process that ends, unless a line is torn', async () => {
    file.writeNow([Buffer.from('zero\n')])
    await write('one\n')
    disk.takes.push(2)
    file.writeNow([Buffer.from('tw'), Buffer.from('o\n')])
    expect(content()).to.equal('head\none\ntwo\n')
    disk.failure = 'ENOSPC'
    await failed('three\n')
    disk.failure = undefined
    file.writeNow([Buffer.from('four\n')])
    expect(content()).to.equal('head\none\ntwo\n')
  })
})
