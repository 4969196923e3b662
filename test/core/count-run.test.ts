import { expect } from 'chai'
import { gatewayOf, messageOf, requestOf, saying } from '../support/gateway.ts'

describe('counting tokens (rule 7)', () => {
  it('is an exchange with beforeRequest, beforeAttempt, onError and onEnd', async () => {
    const seen: string[] = []
    const gateway = await gatewayOf({
      plugins: [
        {
          beforeRequest: exchange => {
            seen.push(`before ${exchange.kind}`)
            exchange.request = { ...exchange.request, messages: [{ role: 'user', content: 'changed' }] }
          },
          beforeAttempt: () => void seen.push('attempt'),
          onEnd: (_, outcome) => void seen.push(`end ${outcome.kind}`),
        },
      ],
      backend: {
        name: 'counting',
        stream: saying('unused'),
        countTokens: async (request, call) => {
          await call.attempt({ method: 'POST', url: 'http://x', headers: {}, body: request })
          return { inputTokens: String(request.messages[0]?.content).length, estimated: true }
        },
      },
    })
    const exchange = gateway.createExchange({ kind: 'count_tokens', request: requestOf('hi') })
    expect(await gateway.countTokens(exchange)).to.deep.equal({ inputTokens: 7, estimated: true })
    expect(seen).to.deep.equal(['before count_tokens', 'attempt', 'end answered'])
  })

  it('lets a plugin replace the failure of a count', async () => {
    const gateway = await gatewayOf({ plugins: [{ onError: () => messageOf('three') }] })
    const exchange = gateway.createExchange({ kind: 'count_tokens', request: requestOf('hi') })
    expect((await gateway.countTokens(exchange)).inputTokens).to.equal(3)
  })

  it('says not found where the backend cannot count, so that the client estimates', async () => {
    const gateway = await gatewayOf({})
    const exchange = gateway.createExchange({ kind: 'count_tokens', request: requestOf('hi') })
    const error = await gateway.countTokens(exchange).catch(thrown => thrown)
    expect(error.status).to.equal(404)
  })
})
