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
    expect(stdout + stderr).to.contain('claudecodex plugins list')
  })
  it('has its commands explained by help, and by their own flag', async () => {
    const [byName, byFlag] = await Promise.all([
      workshop.run(['help', 'plugins', 'list']),
      workshop.run(['plugins', 'list', '--help']),
    ])
    expect(byName.code).to.equal(0)
    expect(byName.stdout).to.equal(byFlag.stdout).and.to.contain('--port <number>')
  })
  it('says which command or flag was meant', async () => {
    const cases = [
      [['plugins', 'lst'], 'Did you mean list?'],
      [['plugins', 'list', '--jsn'], 'Did you mean --json?'],
      [['help', 'plugins', 'lsit'], 'Did you mean list?'],
      [['plugins', 'list', 'mine'], 'too many arguments'],
    ] as const
    const ends = await Promise.all(cases.map(([words]) => workshop.run(words)))
    for (const [index, { code, stderr }] of ends.entries()) {
      expect(code).to.equal(2)
      expect(stderr).to.contain(cases[index]?.[1])
    }
  })
})
