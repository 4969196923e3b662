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
    const { stderr, stdout } = await workshop.run(['plugins'])
    expect(stdout + stderr)
      .to.contain('new <name>')
      .and.to.contain('check <plugin>')
    expect(stdout + stderr).to.contain('claudecodex plugins new my-plugin')
  })
  it('has its commands explained by help, and by their own flag', async () => {
    const byName = await workshop.run(['help', 'plugins', 'check'])
    const byFlag = await workshop.run(['plugins', 'check', '--help'])
    expect(byName.code).to.equal(0)
    expect(byName.stdout).to.equal(byFlag.stdout).and.to.contain('--exchanges <folder>')
  })
  it('says which command or flag was meant', async () => {
    const command = await workshop.run(['plugins', 'chekc'])
    expect(command.code).to.equal(2)
    expect(command.stderr).to.contain('Did you mean check?')
    const flag = await workshop.run(['plugins', 'new', 'mine', '--hook', 'onEvent'])
    expect(flag.code).to.equal(2)
    expect(flag.stderr).to.contain('Did you mean --hooks?')
    expect((await workshop.run(['help', 'plugins', 'nwe'])).stderr).to.contain('Did you mean new?')
  })
})
