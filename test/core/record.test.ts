import { expect } from 'chai'
import { InvalidRequestError, OverloadedError } from '../../src/anthropic/errors.ts'
import { recordOf } from '../../src/core/record.ts'
import { gatewayOf, requestOf, run } from '../support/gateway.ts'

describe('the record of an exchange', () => {
  it('holds what was asked, what plugins made of it, and how it ended', async () => {
    const gateway = await gatewayOf({
      plugins: [
        {
          beforeRequest: exchange => {
            exchange.request = { ...exchange.request, max_tokens: 5 }
          },
        },
      ],
    })
    const { exchange } = await run(gateway)
    const record = recordOf(exchange)
    expect(record).to.include({
      version: 1,
      id: exchange.id,
      kind: 'messages',
      source: 'http',
      outcome: 'answered',
    })
    expect(record.request).to.deep.equal(requestOf('hi'))
    expect(record.changed?.max_tokens).to.equal(5)
    expect(record.message?.stop_reason).to.equal('end_turn')
  })

  it('parses the request when it is looked at, and not before', async () => {
    const gateway = await gatewayOf({})
    const record = recordOf(gateway.createExchange({ bytes: Buffer.from('{"model":"model-1", nonsense') }))
    expect(record.changed).to.equal(undefined)
    expect(() => record.request).to.throw(InvalidRequestError)
    const whole = recordOf(gateway.createExchange({ bytes: Buffer.from(JSON.stringify(requestOf('hi'))) }))
    expect(whole).to.not.have.property('changed')
    expect(whole.request).to.deep.equal(requestOf('hi'))
    expect({ ...whole }.request).to.equal(whole.request)
  })

  it('keeps a failure as what it was, and is open before the end', async () => {
    const gateway = await gatewayOf({
      // biome-ignore lint/correctness/useYield: the failure is the stream
      source: async function* () {
        throw new OverloadedError('busy')
      },
    })
    const { exchange } = await run(gateway)
    expect(recordOf(exchange).error).to.deep.equal({ type: 'overloaded_error', message: 'busy', status: 529 })
    expect(recordOf(gateway.createExchange({ request: requestOf('hi') })).outcome).to.equal('open')
  })
})
