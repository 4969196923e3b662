import { EventEmitter } from 'node:events'
import { expect } from 'chai'
import { stopSignal } from '../../src/commands/stop-signal.ts'

describe('a stop signal', () => {
  const setUp = () => {
    const source = new EventEmitter()
    const ends: number[] = []
    let clock = 0
    const stopped = stopSignal({ source, end: code => void ends.push(code), now: () => clock })
    const pass = (milliseconds: number): void => {
      clock += milliseconds
    }
    return { source, ends, stopped, pass }
  }

  it('gives 130 for Ctrl-C', async () => {
    const { source, stopped } = setUp()
    source.emit('SIGINT')
    expect(await stopped).to.equal(130)
  })
  it('gives 0 for SIGTERM', async () => {
    const { source, stopped } = setUp()
    source.emit('SIGTERM')
    expect(await stopped).to.equal(0)
  })
  it('ends the process when it comes again', () => {
    const { source, ends, pass } = setUp()
    source.emit('SIGTERM')
    pass(1_000)
    source.emit('SIGINT')
    expect(ends).to.deep.equal([130])
  })
  it('is one signal that npm has repeated where the two come together', async () => {
    const { source, ends, stopped, pass } = setUp()
    source.emit('SIGINT')
    pass(5)
    source.emit('SIGINT')
    expect(ends).to.deep.equal([])
    expect(await stopped).to.equal(130)
  })
})
