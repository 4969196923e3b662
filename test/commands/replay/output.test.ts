import { Writable } from 'node:stream'
import { expect } from 'chai'
import { Output } from '../../../src/commands/replay/output.ts'

/** A pipe whose other end is closed after so many writes. */
function pipe(reads: number, code = 'EPIPE') {
  const read: string[] = []
  const stream = new Writable({
    autoDestroy: false,
    write(chunk, _encoding, done) {
      if (read.length < reads) {
        read.push(String(chunk))
        done()
      } else done(Object.assign(new Error('closed'), { code }))
    },
  })
  return { read, stream }
}

describe('the output of a replay', () => {
  it('takes lines', async () => {
    const { read, stream } = pipe(9)
    const output = new Output(stream)
    output.print('one')
    output.write('two')
    await output.flush()
    expect([read.slice(0, 2), output.isRead]).to.deep.equal([['one\n', 'two'], true])
  })
  it('tells once that nobody reads on, and writes nothing more', async () => {
    const { read, stream } = pipe(1)
    const output = new Output(stream)
    let told = 0
    output.onUnread(() => {
      told += 1
    })
    output.print('one')
    output.print('two')
    await output.flush()
    output.print('three')
    await output.flush()
    expect([read, output.isRead, told]).to.deep.equal([['one\n'], false, 1])
    output.onUnread(() => {
      told += 1
    })
    expect(told).to.equal(2)
  })
  it('listens no longer than it is needed', () => {
    const { stream } = pipe(1)
    const output = new Output(stream)
    output.close()
    expect(stream.listenerCount('error')).to.equal(0)
  })
})
