import { expect } from 'chai'
import { Workshop } from '../support/command-line.ts'

describe('claudecodex council', function () {
  this.timeout(60_000)
  let workshop: Workshop
  before(async () => {
    workshop = await Workshop.create()
  })
  after(() => workshop?.remove())

  it('explains itself, with examples', async () => {
    const { code, stdout } = await workshop.run(['council', '--help'])
    expect(code).to.equal(0)
    for (const text of [
      '--models <list>',
      '--max-usd <dollars>',
      '--no-save',
      '--select',
      'sim:a,sim:b,sim:c',
    ])
      expect(stdout).to.contain(text)
  })
  it('says what is wrong with its flags', async () => {
    const cases = [
      [['council', '--timeout', 'soon', 'x'], 'Expected a number of seconds above 0'],
      [['council', '--quorum', '0', 'x'], 'Expected a number of members above 0'],
      [['council', '--max-usd', 'much', 'x'], 'Expected a number of US dollars above 0'],
      [['council', '--modles', 'a', 'x'], 'Did you mean --models?'],
    ] as const
    const ends = await Promise.all(cases.map(([words]) => workshop.run(words)))
    for (const [index, { code, stderr }] of ends.entries()) {
      expect(stderr).to.contain(cases[index]?.[1])
      expect(code).to.equal(2)
    }
  })
})
