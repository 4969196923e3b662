import { expect } from 'chai'
import { callThrough, costsWith, pricesOf } from '../../../src/commands/council/gateway-call.ts'
import type { Exchange } from '../../../src/core/exchange.ts'
import type { Price } from '../../../src/core/price.ts'
import { backendOf, chainOf, gatewayOf, requestOf, saying } from '../../support/gateway.ts'
import { collect } from '../../support/streams.ts'
import { memberOf } from './support.ts'

describe('a call of a council', () => {
  it('is an exchange of its own, to the model of its member, which plugins see', async () => {
    const seen: Exchange[] = []
    const gateway = await gatewayOf({
      backends: [backendOf(saying('no'), { name: 'other' }), backendOf(saying('yes'), { name: 'sim' })],
      plugins: [{ beforeRequest: exchange => void seen.push(exchange) }],
    })
    const signal = new AbortController().signal
    const call = { role: 'reviewer' as const, member: memberOf('a:1b'), request: requestOf('Why?'), signal }
    const events = await collect(callThrough(gateway)(call))
    expect(JSON.stringify(events)).to.contain('yes')
    expect(seen[0]).to.include({ source: 'council', signal })
    expect(seen[0]?.choice).to.deep.equal({
      backend: 'sim',
      model: 'a:1b',
      reason: 'reviewer of the council',
    })
    await gateway.close()
  })
  it('costs what its backend asks for its model, or nobody knows', async () => {
    const asked: string[] = []
    const price: Price = { input: 1, output: 2, source: 'x', date: '' }
    const { backends } = chainOf({ backend: backendOf(saying('yes'), { name: 'sim' }) })
    const prices = async (seller: { readonly name: string }, model: string) => {
      asked.push(`${seller.name} ${model}`)
      return model === 'a' ? price : undefined
    }
    const costOf = costsWith(pricesOf({ backends, prices }))
    const usage = { input_tokens: 1_000_000, output_tokens: 1_000_000 }
    expect(await costOf(memberOf('a'), usage)).to.equal(3)
    expect(await costOf(memberOf('b'), usage)).to.equal(undefined)
    expect(await costOf(memberOf('x', { model: 'gone:x' }), usage)).to.equal(undefined)
    expect(asked).to.deep.equal(['sim a', 'sim b'])
  })
})
