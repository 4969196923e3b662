import { expect } from 'chai'
import { LiveExchange } from '../../src/core/live-exchange.ts'
import { carries, promptEstimate } from '../../src/core/request-traits.ts'
import { requestOf } from '../support/gateway.ts'

const source = (media_type: string, data: string) => ({ type: 'base64' as const, media_type, data })
const bytesOf = (content: unknown): Buffer =>
  Buffer.from(JSON.stringify({ ...requestOf(''), messages: [{ role: 'user', content }] }))

describe('the estimate of a prompt', () => {
  it('is a quarter of its bytes', () => {
    const bytes = bytesOf('x'.repeat(4_000))
    expect(promptEstimate(new LiveExchange({ bytes }))).to.equal(bytes.length / 4)
  })

  it('counts a picture as one, and not by its bytes', () => {
    const picture = { type: 'image', source: source('image/png', 'A'.repeat(4_000_000)) }
    const tokens = promptEstimate(
      new LiveExchange({ bytes: bytesOf([picture, { type: 'text', text: 'Look' }]) }),
    )
    expect(tokens).to.be.within(1_500, 1_700)
  })

  it('is there for a request that never was bytes', () => {
    expect(promptEstimate(new LiveExchange({ request: requestOf('x'.repeat(4_000)) }))).to.be.within(
      1_000,
      1_100,
    )
  })
})

describe('what a request carries', () => {
  it('is not looked for where the body never says the word', () => {
    const broken = new LiveExchange({ bytes: Buffer.from('{"model":"m","messages":"no list"}') })
    expect(carries(broken, 'images')).to.equal(false)
  })

  it('is seen as the plugins leave it', () => {
    const exchange = new LiveExchange({ bytes: bytesOf('hi') })
    const picture = { type: 'image' as const, source: source('image/png', 'AA') }
    exchange.request = requestOf('', { messages: [{ role: 'user', content: [picture] }] })
    expect(carries(exchange, 'images')).to.equal(true)
  })
})
