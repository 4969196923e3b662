import { expect } from 'chai'
import { captured } from '../../../src/commands/plugins/captured.ts'

describe('what plugins print while they are tried', () => {
  it('is kept line by line, and printed by nobody', async () => {
    const kept: string[] = []
    const value = await captured(kept, async () => {
      process.stdout.write('one\ntw')
      process.stdout.write(Buffer.from('o\n'))
      await new Promise<void>(done => process.stderr.write('three', () => done()))
      return 4
    })
    expect(value).to.equal(4)
    expect(kept).to.deep.equal(['one', 'two', 'three'])
  })
  it('is printed again afterwards, a failure included', async () => {
    const before = process.stdout.write
    const kept: string[] = []
    const failure = await captured(kept, async () => {
      process.stdout.write('lost?\n')
      throw new Error('oops')
    }).catch((thrown: Error) => thrown)
    expect(failure).to.be.instanceOf(Error)
    expect(kept).to.deep.equal(['lost?'])
    expect(process.stdout.write).to.equal(before)
  })
})
