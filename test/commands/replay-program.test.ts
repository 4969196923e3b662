import { expect } from 'chai'
import { Workshop } from '../support/command-line.ts'

describe('the command replay', function () {
  this.timeout(40_000)
  let workshop: Workshop
  before(async () => {
    workshop = await Workshop.create()
  })
  after(() => workshop.remove())

  it('is explained by help, with its flags and examples', async () => {
    const { code, stdout } = await workshop.run(['help', 'replay'])
    expect(code).to.equal(0)
    for (const text of [
      '<recording...>',
      '--match <rung>',
      '--on-miss <what>',
      '--port',
      '--serve --timing real',
    ])
      expect(stdout).to.contain(text)
  })
  it('is in the list of commands', async () => {
    expect((await workshop.run(['--help'])).stdout).to.match(/replay .*recording/)
  })
})
