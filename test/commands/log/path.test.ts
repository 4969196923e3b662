import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { Chalk } from 'chalk'
import { bytesText, pathText } from '../../../src/commands/log/path.ts'
import { hostHash } from '../../../src/recording/written.ts'
import { RecordedWorkshop } from '../../support/recorded-workshop.ts'
import { plainRequest } from '../../support/recording-folder.ts'
import { plainLines, writeLines } from '../../support/recordings.ts'

describe('claudecodex log path', function () {
  this.timeout(60_000)
  let shop: RecordedWorkshop
  before(async () => {
    shop = await RecordedWorkshop.create()
    const open = (run: string, pid: number) =>
      writeLines(
        join(shop.folder, `20261127-100000-${run}.jsonl`),
        plainLines([{ request: plainRequest('a') }], { run, pid, host: hostHash() }).slice(0, -1),
      )
    await open('live', process.pid)
    await open('cut', 2 ** 30)
    await writeFile(join(shop.folder, '20261127-100001-bad.jsonl'), 'x')
  })
  after(() => shop?.remove())

  it('lists folder and files, with what each is', async () => {
    const [text, json] = await Promise.all([shop.log('path'), shop.log('path', '--json')])
    expect(text.stdout).to.match(new RegExp(`^${shop.folder.replaceAll('\\', '\\\\')}\n`))
    expect(text.stdout).to.match(/20261127-100000-live\.jsonl +\d.* 1 exchange +recording\n/)
    const { folder, files } = JSON.parse(json.stdout)
    expect(folder).to.equal(shop.folder)
    const seen = files.map((file: Record<string, unknown>) => [file.run, file.state, file.exchanges])
    expect(seen).to.have.deep.members([
      ['aaa', 'closed', 5],
      ['live', 'recording', 1],
      ['cut', 'cut off', 1],
      ['bad', 'unreadable', undefined],
    ])
  })
  it('says how to record where nothing is', () =>
    expect(pathText('/logs', [], new Chalk({ level: 0 }))).to.equal(
      '/logs\nnothing is recorded in /logs yet: `claudecodex serve` records what passes through it\n',
    ))
  it('writes sizes in few characters', () =>
    expect([812, 1_234, 123_456, 99_960_000, 5e12].map(bytesText)).to.deep.equal([
      '812 B',
      '1.2 kB',
      '123 kB',
      '100 MB',
      '5.0 TB',
    ]))
})
