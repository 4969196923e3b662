import { expect } from 'chai'
import { LiveExchange, newExchangeId } from '../../src/core/live-exchange.ts'
import { requestOf } from '../support/gateway.ts'

const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

describe('an exchange', () => {
  it('knows model and streaming of its bytes without parsing them', () => {
    const exchange = new LiveExchange({ bytes: Buffer.from('{"model":"m-1","stream":true,"messages":7}') })
    expect(exchange.asked).to.include({ model: 'm-1', stream: true })
    expect(() => exchange.original).to.throw(/messages|max_tokens/)
  })

  it("gives the client's bytes with only the model exchanged", () => {
    const bytes = Buffer.from('{ "model" : "a", "odd":1e3, "messages":[] }')
    const exchange = new LiveExchange({ bytes })
    expect(exchange.raw('a')?.bytes).to.equal(bytes)
    expect(exchange.raw('b')?.bytes.toString()).to.equal('{ "model" : "b", "odd":1e3, "messages":[] }')
  })

  it('has no bytes to give once a plugin has changed the request', () => {
    const exchange = new LiveExchange({ bytes: bytesOf(requestOf('hi')) })
    exchange.request = exchange.original
    expect(exchange.changed).to.equal(false)
    exchange.request = { ...exchange.request, model: 'other' }
    expect(exchange.changed).to.equal(true)
    expect(exchange.raw('other')).to.equal(undefined)
    expect(exchange.model).to.equal('other')
    expect(exchange.original.model).to.equal('model-1')
  })

  it('names the field that is wrong when somebody looks at the request', () => {
    const exchange = new LiveExchange({ bytes: bytesOf({ model: 'm', messages: 'none' }) })
    expect(() => exchange.request).to.throw(/messages|max_tokens/)
  })

  it('keeps the first time of each moment', () => {
    const exchange = new LiveExchange({ request: requestOf('hi') })
    exchange.mark('firstEvent')
    const first = exchange.timing.firstEvent
    exchange.mark('firstEvent')
    expect(exchange.timing.firstEvent).to.equal(first)
    expect(exchange.timing.total).to.equal(undefined)
  })

  it('forgets what a failed answer left, before a model is asked once more', () => {
    const exchange = new LiveExchange({ request: requestOf('hi') })
    exchange.warnings.push('of a plugin')
    exchange.warn('of the answer')
    exchange.head = { status: 200, headers: {} }
    exchange.mark('firstEvent')
    exchange.forgetAnswer()
    expect(exchange.warnings, 'nothing was asked yet').to.have.length(2)
    const request = { method: 'POST', url: 'http://upstream', headers: {}, body: {} }
    exchange.attempts.push({
      exchangeId: exchange.id,
      backend: 'b',
      model: 'm',
      number: 1,
      request,
      startedAt: 0,
    })
    exchange.forgetAnswer()
    expect(exchange.warnings).to.deep.equal(['of a plugin'])
    expect(exchange.head).to.equal(undefined)
    expect(exchange.timing).to.have.all.keys('startedAt')
  })

  it("has an id like Anthropic's own", () => {
    expect(newExchangeId()).to.match(/^req_[0-9A-Za-z]{24}$/)
    expect(newExchangeId()).to.not.equal(newExchangeId())
  })
})
