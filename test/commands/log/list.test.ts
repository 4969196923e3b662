import { expect } from 'chai'
import { recordedStory } from '../../support/recorded-story.ts'
import { RecordedWorkshop } from '../../support/recorded-workshop.ts'
import { plainLines, writeLines } from '../../support/recordings.ts'

describe('claudecodex log list', function () {
  this.timeout(60_000)
  let shop: RecordedWorkshop
  before(async () => {
    shop = await RecordedWorkshop.create()
  })
  after(() => shop?.remove())

  it('prints a line an exchange of the newest run, without its name too', async () => {
    const [alone, named] = await Promise.all([shop.log(), shop.log('list', 'aaa')])
    expect(alone.code).to.equal(0)
    expect(alone.stdout).to.equal(named.stdout)
    expect(alone.stdout.match(/^aaa .*5 exchanges|^#\d .*/gm)).to.have.length(6)
    expect(alone.stderr).to.equal('')
  })
  it('prints what a filter and a limit choose, as JSON too', async () => {
    const [some, json, none] = await Promise.all([
      shop.log('--filter', '~e | Really'),
      shop.log('list', '--limit', '2', '--json'),
      shop.log('--filter', '~ctx >1m'),
    ])
    expect(some.stdout.match(/^#\d/gm)).to.deep.equal(['#2', '#4'])
    expect(
      json.stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line).seq),
    ).to.deep.equal([4, 5])
    expect([none.stdout, none.stderr]).to.deep.equal(['', 'no exchange is like that\n'])
  })
  it('prints a session in all the runs where it has asked', async () => {
    await shop.write('20261125-100000-old.jsonl', recordedStory.slice(0, 2), { run: 'old' })
    const { stdout } = await shop.log('--session', 'session-1', '--json')
    expect(stdout.trim().split('\n')).to.have.length(6)
  })
  it('says what is wrong: with a file, a filter, a name, a folder', async () => {
    const cut = `${shop.workshop.work}/cut.jsonl`
    await writeLines(cut, plainLines(recordedStory).slice(0, -1))
    const [open, filter, name, folder] = await Promise.all([
      shop.log(cut),
      shop.log('--filter', '~slwo 1s'),
      shop.log('zzz'),
      shop.log('--log-dir', 'nowhere'),
    ])
    expect([open.code, open.stderr]).to.deep.equal([
      0,
      'recording run1: it was not closed: the program was ended from outside, amidst 1 exchange\n',
    ])
    expect([filter.code, filter.stderr]).to.deep.equal([
      2,
      'claudecodex: there is no ~slwo: did you mean ~slow?\n  ~slwo 1s\n  ^\n',
    ])
    expect(name.code).to.equal(2)
    expect(name.stderr).to.contain('is called "zzz"')
    expect(folder.stderr).to.match(/^claudecodex: nothing is recorded in .*nowhere yet: `claudecodex serve`/)
  })
  it('says that nothing has passed yet', async () => {
    await shop.write('20261127-100000-new.jsonl', [], { run: 'new' })
    const { code, stderr } = await shop.log()
    expect([code, stderr]).to.deep.equal([
      0,
      'nothing has passed yet: point a client at the proxy, as `claudecodex run` does\n',
    ])
  })
})
