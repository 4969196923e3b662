import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { hookNames } from '../../../src/core/running-plugin.ts'
import { Workshop } from '../../support/command-line.ts'

describe('claudecodex plugins new', function () {
  this.timeout(60_000)
  let workshop: Workshop
  beforeEach(async () => {
    workshop = await Workshop.create()
  })
  afterEach(() => workshop?.remove())

  const create = (...words: readonly string[]) => workshop.run(['plugins', 'new', ...words])
  const written = (name: string) => readFile(join(workshop.work, name), 'utf8')

  it('writes a plugin and its test, says how they run, and check is content with both', async () => {
    const { code, stdout, stderr } = await create('hide-names')
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
    expect(stdout).to.contain('hide-names.ts and hide-names.test.ts are written')
    expect(stdout).to.contain("plugins: ['./hide-names.ts'],")
    expect(stdout).to.match(/plugins check hide-names\.ts\n/)
    const checked = await workshop.run(['plugins', 'check', 'hide-names.ts'])
    expect(checked.code, checked.stdout + checked.stderr).to.equal(0)
    expect(checked.stdout).to.contain('✓ hide-names.test.ts')
  })
  it('writes JavaScript, with every hook if that is wanted', async () => {
    expect((await create('mine', '--js', '--hooks', hookNames.join())).code).to.equal(0)
    const checked = await workshop.run(['plugins', 'check', 'mine.mjs'])
    expect(checked.code, checked.stdout + checked.stderr).to.equal(0)
    expect(checked.stdout).to.contain('✓ mine.test.mjs')
  })
  it('enters it in the configuration where it is told to, and the proxy would run it', async () => {
    const first = await create('one', '--add')
    expect(first.stdout).to.contain('claudecodex.config.ts is written, and names it.')
    const second = await create('two', '--add', '--hooks', 'onEvent')
    expect(second.stdout).to.contain('claudecodex.config.ts names it now.')
    expect(await written('claudecodex.config.ts')).to.contain("plugins: ['./two.ts', './one.ts'],")
    const doctor = await workshop.run(['doctor', '--offline', '--port', '0', '--backend', 'demo'])
    expect(doctor.code, doctor.stdout).to.equal(0)
  })
  it('prints the line for a configuration that is data, and leaves it as it is', async () => {
    await workshop.write('claudecodex.config.json', '{}')
    const { stdout } = await create('mine', '--add')
    expect(stdout).to.contain('claudecodex.config.json is not plain enough')
    expect(stdout).to.contain('"plugins": ["./mine.ts"]')
    expect(await written('claudecodex.config.json')).to.equal('{}')
  })
  it('replaces nothing, and writes nothing then', async () => {
    await workshop.write('mine.test.ts', 'my own')
    const { code, stderr } = await create('mine')
    expect(code).to.equal(2)
    expect(stderr).to.contain('mine.test.ts is there already, and nothing is replaced')
    expect(await written('mine.ts').catch(() => 'gone')).to.equal('gone')
  })
  it('refuses names that are none, with a better one, and those of plugins that ship', async () => {
    expect((await create('HideNames.ts')).stderr).to.contain('call it hide-names')
    expect((await create('../x')).code).to.equal(2)
    expect((await create('failover')).stderr).to.contain('brings a plugin "failover" itself')
  })
  it('refuses a hook that there is not, with the one that was meant', async () => {
    const { code, stderr } = await create('mine', '--hooks', 'onEnd, onEvents')
    expect(code).to.equal(2)
    expect(stderr).to.contain('there is no hook "onEvents" - did you mean "onEvent"?')
    expect((await create('mine', '--hooks', ' ,')).stderr).to.contain('names none')
  })
})
