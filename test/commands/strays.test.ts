import { EventEmitter } from 'node:events'
import { expect } from 'chai'
import { surviveStrays } from '../../src/commands/strays.ts'
import { keptLog } from '../support/gateway.ts'

describe('a promise that fails with nobody waiting', () => {
  it('is reported with the line it came from, once', () => {
    const [source, log] = [new EventEmitter(), keptLog()]
    surviveStrays(log, source)
    const fault = new Error('lost')
    source.emit('unhandledRejection', fault)
    source.emit('unhandledRejection', fault)
    expect(log.lines).to.have.length(1)
    expect(log.lines[0]).to.match(
      /^error: a promise failed and nobody waited for it: lost\nat .*strays\.test\.ts/,
    )
  })
  it('is reported whatever it failed with', () => {
    const [source, log] = [new EventEmitter(), keptLog()]
    surviveStrays(log, source)
    source.emit('unhandledRejection', 'no error')
    expect(log.lines).to.deep.equal(['error: a promise failed and nobody waited for it: no error'])
  })
  it('is no worse when a callback throws that nobody waits for', () => {
    const [source, log] = [new EventEmitter(), keptLog()]
    surviveStrays(log, source)
    source.emit('uncaughtException', new Error('later'))
    expect(log.lines).to.have.length(1)
    expect(log.lines[0]).to.match(
      /^error: something threw and nobody caught it: later\nat .*strays\.test\.ts/,
    )
  })
  it('is left to Node again when the server has gone', () => {
    const source = new EventEmitter()
    surviveStrays(keptLog(), source)()
    expect(source.listenerCount('unhandledRejection') + source.listenerCount('uncaughtException')).to.equal(0)
  })
})
