import { expect } from 'chai'
import { Workshop } from '../support/command-line.ts'

const three = ['council', '--models', 'sim:a,sim:b,sim:c']

describe('a council at the command line', function () {
  this.timeout(60_000)
  let workshop: Workshop
  before(async () => {
    workshop = await Workshop.create({ 'notes.md': 'the notes' })
  })
  after(() => workshop?.remove())

  it('answers with no key and no network, on stdout alone', async () => {
    const { code, stdout, stderr } = await workshop.run([
      ...three,
      '--mode',
      'fast',
      'Is UUIDv7 safe as a public id?',
    ])
    expect(code, stderr).to.equal(0)
    expect(stdout.trim()).not.to.equal('')
    expect(stdout).not.to.contain('sim:a,').and.not.contain('\u001B')
    expect(stderr).to.contain('council fast · 3 members').and.contain('✓ sim:a').and.contain('transcript  ')
  })
  it('prints a document for programs, and records each call', async () => {
    const flags = [
      '--json',
      '--show-responses',
      '--no-save',
      '-q',
      '--log-file',
      'calls.jsonl',
      '-f',
      'notes.md',
    ]
    const { code, stdout, stderr } = await workshop.run([...three, ...flags, 'Why?'])
    expect([code, stderr.includes('council full')]).to.deep.equal([0, false])
    const document = JSON.parse(stdout)
    expect(document).to.include({ schemaVersion: 1, status: 'ended' })
    expect(document.members.map(({ id }: { id: string }) => id)).to.deep.equal(['sim:a', 'sim:b', 'sim:c'])
    const log = await workshop.run(['log', 'list', 'calls.jsonl', '--json'])
    expect(log.stdout.trim().split('\n').length).to.be.at.least(3)
    expect(log.stdout).to.contain('"council"')
  })
  it('says the plan where it is only to plan', async () => {
    const { code, stdout, stderr } = await workshop.run([...three, '--dry-run', 'Why?'])
    expect([code, stdout]).to.deep.equal([0, ''])
    expect(stderr).to.contain('about 7 calls').and.not.contain('✓')
  })
  it('goes on without a member that has no key, and says what it lacks', async () => {
    const models = 'sim:a,openai:gpt-4o'
    const { code, stderr } = await workshop.run(['council', '--models', models, '--no-save', 'Why?'])
    expect(code).to.equal(0)
    expect(stderr).to.contain('openai:gpt-4o is left out: OPENAI_API_KEY is not set')
  })
  it('ends with 20 where nobody answers', async () => {
    const models = 'sim:p=.5,fail=1,lat=.01,sim:p=.6,fail=1,lat=.01'
    const { code, stdout, stderr } = await workshop.run(['council', '--models', models, '--no-save', 'Why?'])
    expect([code, stdout], stderr).to.deep.equal([20, ''])
    expect(stderr).to.contain('✗ sim:p=.5,fail=1,lat=.01')
  })
  it('ends with 2 and what to do where it cannot sit', async () => {
    const cases = [
      [['council', 'Why?'], '--models sim:a,sim:b,sim:c needs no key'],
      [three, 'there is no question'],
      [['council', '--models', 'gpt-oss-120b', 'Why?'], 'write ollama:gpt-oss-120b'],
      [['council', '--models', 'claude-sonnet-4', 'Why?'], 'ANTHROPIC_API_KEY'],
      [[...three, '--mode', 'slow', 'Why?'], 'full, fast, race'],
    ] as const
    const ends = await Promise.all(cases.map(([words]) => workshop.run(words)))
    for (const [index, { code, stderr }] of ends.entries()) {
      expect(stderr).to.contain(cases[index]?.[1])
      expect(code).to.equal(2)
    }
  })
  it('ends with 130 at Ctrl-C, with a transcript of what there was', async () => {
    if (process.platform === 'win32') return
    const running = workshop.start([...three, '--models', 'sim:p=.5,lat=300,sim:p=.6,lat=300', 'Why?'])
    await running.waitFor(/council full/)
    running.process.kill('SIGINT')
    const { code, stderr } = await running.finished()
    expect(code, stderr).to.equal(130)
    expect(stderr).to.contain('interrupted after').and.contain('transcript  ')
  })
})
