import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { hostHash } from '../../../src/recording/written.ts'
import { RecordedWorkshop } from '../../support/recorded-workshop.ts'
import { plainAnswer, plainRequest } from '../../support/recording-folder.ts'
import { plainLines, writeLines } from '../../support/recordings.ts'

describe('claudecodex log tail', function () {
  this.timeout(60_000)
  let shop: RecordedWorkshop
  before(async () => {
    shop = await RecordedWorkshop.create()
  })
  after(() => shop?.remove())

  it('prints the last lines, and ends with a run that has ended', async () => {
    const [last, ended] = await Promise.all([
      shop.log('tail', '-n', '2'),
      shop.log('tail', '-f', 'aaa', '--session', 'session-1', '-n', '2'),
    ])
    expect(last.stdout.match(/#\d/g)).to.deep.equal(['#4', '#5'])
    expect([ended.code, ended.stdout.match(/#\d/g)]).to.deep.equal([0, ['#2', '#4']])
  })
  it('goes on with what comes, until Ctrl-C', async () => {
    const running = shop.workshop.start([
      'log',
      'tail',
      '-f',
      '--log-dir',
      'fresh',
      '--filter',
      '!~e',
      '--json',
    ])
    await running.waitFor(/waiting for it/)
    const folder = join(shop.workshop.work, 'fresh')
    const [head, open, end] = plainLines([{ request: plainRequest('a'), answer: plainAnswer('b') }])
    await mkdir(folder)
    const path = join(folder, '20261126-100000-aaa.jsonl')
    if (!head || !open || !end) throw new Error('lines are missing')
    await writeLines(path, [head, open])
    await appendFile(path, `${JSON.stringify(end)}\n`)
    await running.waitFor(/"seq":1/)
    running.process.kill('SIGINT')
    expect((await running.finished()).code).to.equal(130)
  })
  it('follows every run that is being written, and not only the newest', async () => {
    const folder = join(shop.workshop.work, 'two')
    await mkdir(folder)
    const head = { host: hostHash(), pid: process.pid, started: new Date().toISOString() }
    const paths = ['20261126-100000-aaa', '20261126-110000-bbb'].map(name => join(folder, `${name}.jsonl`))
    for (const [index, path] of paths.entries()) {
      const [first] = plainLines([], { ...head, run: `run${index}` })
      await writeLines(path, first ? [first] : [])
    }
    const running = shop.workshop.start(['log', 'tail', '-f', '--log-dir', 'two', '--json'])
    for (const [index, path] of paths.entries()) {
      const [, open, end] = plainLines([
        {
          request: plainRequest('a'),
          answer: plainAnswer('b'),
          open: { id: `req_of_${index}` },
          end: { id: `req_of_${index}` },
        },
      ])
      await appendFile(path, `${JSON.stringify(open)}\n${JSON.stringify(end)}\n`)
    }
    await running.waitFor(/req_of_0/)
    await running.waitFor(/req_of_1/)
    running.process.kill('SIGINT')
    await running.finished()
  })
  it('does not wait for a name that there is not', async () => {
    const { code, stderr } = await shop.log('tail', '-f', 'zzz')
    expect(code).to.equal(2)
    expect(stderr).to.contain('is called "zzz"')
  })
})
