import { EventEmitter } from 'node:events'
import type { ClientRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { defaultTimeouts, timeoutError, watchRequest } from '../../src/wire/timeouts.ts'

describe('a time limit', () => {
  it('is ten seconds to connect and ten minutes of silence', () => {
    expect(defaultTimeouts).to.deep.equal({ connectMs: 10_000, firstByteMs: 600_000, idleMs: 600_000 })
  })
  it('names itself, its length and its setting', () => {
    expect(timeoutError('llm.example', 'connectMs', defaultTimeouts).message).to.equal(
      'llm.example did not take the connection within 10 seconds. If it needs longer, raise ' +
        '`timeouts.connectMs` (milliseconds) in the configuration.',
    )
    expect(timeoutError('h', 'firstByteMs', defaultTimeouts).message).to.contain('within 10 minutes')
    expect(timeoutError('h', 'idleMs', { ...defaultTimeouts, idleMs: 250 }).message).to.contain(
      'within 250 ms',
    )
    expect(timeoutError('h', 'idleMs', defaultTimeouts)).to.include({ type: 'timeout_error', status: 504 })
  })
})

describe('the watch over a request', () => {
  const quick = { connectMs: 30, firstByteMs: 60, idleMs: 1 }
  const expiries = () => {
    const limits: string[] = []
    return { limits, watch: watchRequest(quick, limit => limits.push(limit)) }
  }
  const requestWith = (watch: ReturnType<typeof watchRequest>, socket: object): void => {
    const request = new EventEmitter()
    watch.follow(request as unknown as ClientRequest)
    request.emit('socket', socket)
  }

  it('ends by the connection where none is made', async () => {
    const { limits } = expiries()
    await sleep(120)
    expect(limits).to.deep.equal(['connectMs'])
  })
  for (const [event, state] of [
    ['connect', { connecting: true }],
    ['secureConnect', { connecting: true, secureConnecting: true }],
    ['secureConnect', { connecting: false, secureConnecting: true }],
  ] as const) {
    it(`counts to ${event} for a socket that is ${JSON.stringify(state)}`, async () => {
      const { limits, watch } = expiries()
      const socket = Object.assign(new EventEmitter(), state)
      requestWith(watch, socket)
      socket.emit(event)
      await sleep(150)
      expect(limits).to.deep.equal(['firstByteMs'])
    })
  }
  it('counts to the first byte at once for a socket that has been kept', async () => {
    const { limits, watch } = expiries()
    requestWith(watch, Object.assign(new EventEmitter(), { connecting: false }))
    await sleep(150)
    expect(limits).to.deep.equal(['firstByteMs'])
  })
  it('ends when it is stopped', async () => {
    const { limits, watch } = expiries()
    requestWith(watch, Object.assign(new EventEmitter(), { connecting: false }))
    watch.stop()
    await sleep(120)
    expect(limits).to.deep.equal([])
  })
})
