import { existsSync } from 'node:fs'
import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { hostHash } from '../../../src/recording/written.ts'
import { RecordedWorkshop } from '../../support/recorded-workshop.ts'
import { plainLines, writeLines } from '../../support/recordings.ts'

describe('claudecodex log delete', function () {
  this.timeout(60_000)
  let shop: RecordedWorkshop
  beforeEach(async () => {
    shop = await RecordedWorkshop.create()
  })
  afterEach(() => shop?.remove())
  const closed = () => join(shop.folder, '20261126-100000-aaa.jsonl')

  it('wants to be told which, and a word where there is nobody to ask', async () => {
    const [none, two, silent, odd] = await Promise.all([
      shop.log('delete'),
      shop.log('delete', 'aaa', '--all'),
      shop.log('delete', 'last'),
      shop.log('delete', '--older-than', 'long'),
    ])
    expect([none.code, none.stderr]).to.deep.equal([
      2,
      'claudecodex: say which: names of recordings, --older-than 7d, or --all\n',
    ])
    expect(two.stderr).to.contain('choose one')
    expect(silent.code).to.equal(2)
    expect(silent.stderr).to.match(/1 file, .* would be deleted: say --yes/)
    expect(odd.stderr).to.contain('such as 7d')
    expect(existsSync(closed())).to.equal(true)
  })
  it('deletes what is named', async () => {
    const { code, stdout } = await shop.log('delete', 'aaa', '--yes')
    expect(code).to.equal(0)
    expect(stdout).to.match(/^deleted 1 file, \d/)
    expect(existsSync(closed())).to.equal(false)
  })
  it('leaves what is being written, what is no recording, and what is new', async () => {
    const live = join(shop.folder, '20261127-100000-live.jsonl')
    const foreign = join(shop.folder, '20261127-100000-other.jsonl')
    await writeLines(live, plainLines([], { run: 'live', pid: process.pid, host: hostHash() }).slice(0, -1))
    await writeFile(foreign, 'x')
    const young = await shop.log('delete', '--older-than', '1h', '--yes')
    expect(young.stdout).to.equal('nothing to delete\n')
    const old = new Date(Date.now() - 8 * 86_400_000)
    await Promise.all([closed(), live, foreign].map(path => utimes(path, old, old)))
    const { stderr, stdout } = await shop.log('delete', '--older-than', '7d', '--yes')
    expect(stdout).to.match(/^deleted 1 file,/)
    expect(stderr).to.contain('live.jsonl stays: a proxy that runs is writing it')
    expect(stderr).to.match(/other\.jsonl stays: .*is no recording of claudecodex/)
    expect([live, foreign, closed()].map(path => existsSync(path))).to.deep.equal([true, true, false])
    const named = await shop.log('delete', 'live', '--yes')
    expect([named.code, named.stderr.includes('claudecodex: nothing was deleted')]).to.deep.equal([2, true])
  })
  it('says what there is not', async () => {
    const { code, stderr } = await shop.log('delete', 'gone.jsonl', '--yes')
    expect(code).to.equal(2)
    expect(stderr).to.match(/^claudecodex: there is no file .*gone\.jsonl\n$/)
  })
})
