import { expect } from 'chai'
import { Workshop } from '../support/command-line.ts'

describe('claudecodex plugins', function () {
  this.timeout(60_000)
  let workshop: Workshop
  before(async () => {
    workshop = await Workshop.create()
  })
  after(() => workshop?.remove())

  it('lists its commands, with examples', async () => {
    const { code, stdout, stderr } = await workshop.run(['plugins'])
    expect(code).to.equal(2)
    for (const text of ['list', 'new <name>', 'check <plugin>', 'claudecodex plugins new my-plugin'])
      expect(stdout + stderr).to.contain(text)
  })
  it('has its commands explained by help, and by their own flag', async () => {
    for (const [command, flag] of [
      ['list', '--port <number>'],
      ['check', '--exchanges <folder>'],
    ] as const) {
      const [byName, byFlag] = await Promise.all([
        workshop.run(['help', 'plugins', command]),
        workshop.run(['plugins', command, '--help']),
      ])
      expect(byName.code).to.equal(0)
      expect(byName.stdout).to.equal(byFlag.stdout).and.to.contain(flag)
    }
  })
  it('says which command or flag was meant', async () => {
    const cases = [
      [['plugins', 'lst'], 'Did you mean list?'],
      [['plugins', 'list', '--jsn'], 'Did you mean --json?'],
      [['help', 'plugins', 'lsit'], 'Did you mean list?'],
      [['plugins', 'list', 'mine'], 'too many arguments'],
      [['plugins', 'chekc'], 'Did you mean check?'],
      [['plugins', 'new', 'mine', '--hook', 'onEvent'], 'Did you mean --hooks?'],
    ] as const
    const ends = await Promise.all(cases.map(([words]) => workshop.run(words)))
    for (const [index, { code, stderr }] of ends.entries()) {
      expect(code).to.equal(2)
      expect(stderr).to.contain(cases[index]?.[1])
    }
    expect((await workshop.run(['help', 'plugins', 'nwe'])).stderr).to.contain('Did you mean new?')
  })
})
