import { expect } from 'chai'
import type { Context } from 'koa'
import type { Attempt } from '../../src/core/backend.ts'
import { LiveExchange } from '../../src/core/live-exchange.ts'
import { headerValue, setOwnHeaders } from '../../src/server/headers.ts'
import { requestOf } from '../support/gateway.ts'

describe('the value of a header', () => {
  it('is cleaned of what HTTP cannot carry', () => {
    expect(headerValue('qwen-千问\r\nx: y')).to.equal('qwen-????x: y')
  })
})

describe('our own headers', () => {
  const headersOf = (tries: number): ReadonlyMap<string, unknown> => {
    const headers = new Map<string, unknown>()
    const exchange = new LiveExchange({ request: requestOf('hi') })
    for (let count = 0; count < tries; count++) exchange.attempts.push({} as Attempt)
    const res = { setHeader: (name: string, value: unknown) => void headers.set(name, value) }
    setOwnHeaders({ res } as unknown as Context, exchange)
    return headers
  }
  it('say how often providers were asked, where that was more than once', () => {
    expect(headersOf(1).has('x-claudecodex-attempts')).to.equal(false)
    expect(headersOf(3).get('x-claudecodex-attempts')).to.equal(3)
  })
})
