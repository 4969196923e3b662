import { expect } from 'chai'
import { Workshop } from '../support/command-line.ts'

describe('claudecodex replay', function () {
  this.timeout(60_000)
  let workshop: Workshop
  before(async () => {
    workshop = await Workshop.create()
  })
  after(() => workshop?.remove())

  it('explains itself, with examples', async () => {
    const { code, stdout } = await workshop.run(['replay', '--help'])
    expect(code).to.equal(0)
    for (const text of [
      '--dry-run',
      '--max-cost <dollars>',
      '--fail-on <condition>',
      '--match <rung>',
      '--on-miss <what>',
      '--serve --timing real',
      'claudecodex replay run.jsonl',
      'claudecodex log list --help',
    ])
      expect(stdout).to.contain(text)
  })
  it('says what is wrong with its flags', async () => {
    const cases = [
      [['replay'], 'nothing is recorded in'],
      [['replay', 'x', '--only', 'all'], 'Write numbers of exchanges'],
      [['replay', 'x', '--set', 'temperature=0'], 'Write a JSON pointer'],
      [['replay', 'x', '--fail-on', 'tool'], 'There are error, tool-diff'],
      [['replay', 'x', '--dryrun'], 'Did you mean --dry-run?'],
      [['replay', 'gone.jsonl'], 'there is no file'],
    ] as const
    const ends = await Promise.all(cases.map(([words]) => workshop.run(words)))
    for (const [index, { code, stderr }] of ends.entries()) {
      expect(stderr).to.contain(cases[index]?.[1])
      expect(code).to.equal(2)
    }
  })
})
