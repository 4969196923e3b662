import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { write } from '../../../src/commands/log/output.ts'

describe('writing to stdout', () => {
  it('waits until a slow reader has taken what is there', async () => {
    const output = new PassThrough({ highWaterMark: 4 })
    let isDone = false
    const writing = write('a long text', output as unknown as NodeJS.WriteStream).then(() => {
      isDone = true
    })
    await Promise.resolve()
    expect(isDone).to.equal(false)
    output.resume()
    await writing
    expect(isDone).to.equal(true)
  })
})
