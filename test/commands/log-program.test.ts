import { expect } from 'chai'
import { Workshop } from '../support/command-line.ts'

describe('claudecodex log', function () {
  this.timeout(60_000)
  let workshop: Workshop
  before(async () => {
    workshop = await Workshop.create()
  })
  after(() => workshop?.remove())

  it('explains its commands, and filters where they are taken', async () => {
    const [all, tail] = await Promise.all([
      workshop.run(['log', '--help']),
      workshop.run(['help', 'log', 'tail']),
    ])
    for (const text of ['list [recording]', 'show <exchange>', 'diff <first> <second>', 'delete'])
      expect(all.stdout).to.contain(text)
    expect(tail.stdout).to.contain('A filter chooses exchanges …').and.to.contain('~slow 10s')
  })
  it('says which command, flag or number was meant', async () => {
    const cases = [
      [['log', 'shwo'], 'nothing is recorded'],
      [['log', 'shwo'], 'Did you mean the command `claudecodex log show`?'],
      [['log', 'shwo', '12'], 'Did you mean show?'],
      [['log', 'list', '--fliter', '~e'], 'Did you mean --filter?'],
      [['log', 'list', '--limit', 'many'], 'It is a whole number from 1.'],
      [['log', 'show'], "missing required argument 'exchange'"],
    ] as const
    const ends = await Promise.all(cases.map(([words]) => workshop.run(words)))
    for (const [index, { code, stderr }] of ends.entries()) {
      expect(code).to.equal(2)
      expect(stderr).to.contain(cases[index]?.[1])
    }
  })
})
