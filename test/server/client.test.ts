import { expect } from 'chai'
import { unfold } from '../../src/anthropic/unfold.ts'
import type { Call } from '../../src/core/backend.ts'
import { credentialsOf } from '../../src/core/credentials.ts'
import type { Exchange } from '../../src/core/exchange.ts'
import { messageOf, requestOf } from '../support/gateway.ts'
import { closeServers, postMessages, serve } from '../support/server.ts'

afterEach(closeServers)

describe('what a client sends', () => {
  const asked = async (headers: Record<string, string>, clientKey?: string) => {
    let exchange: Exchange | undefined
    let call: Call | undefined
    const { url } = await serve({
      ...(clientKey && { settings: { clientKey } }),
      plugins: [
        {
          beforeRequest: given => {
            exchange = given
          },
        },
      ],
      source: async function* (_, given) {
        call = given
        yield* unfold(messageOf('ok'))
      },
    })
    await postMessages(url, requestOf('hi'), headers)
    return { exchange, call, credentials: call ? credentialsOf(call) : undefined }
  }

  it('reaches plugins and backends without its credentials, which the direct backend alone can find', async () => {
    const { exchange, call, credentials } = await asked({
      'x-api-key': 'canary-key',
      authorization: 'Bearer canary-token',
      cookie: 'canary=1',
      'x-app': 'cli',
    })
    expect(exchange?.headers['x-app']).to.equal('cli')
    expect(JSON.stringify([exchange?.headers, call?.headers, Object.entries(exchange ?? {})])).to.not.contain(
      'canary',
    )
    expect(credentials).to.deep.equal({ 'x-api-key': 'canary-key', authorization: 'Bearer canary-token' })
    expect(call?.query).to.equal('beta=true')
  })

  it("loses our own client key, which is no credential of the provider's", async () => {
    const { credentials } = await asked({ 'x-api-key': 'ours', authorization: 'Bearer theirs' }, 'ours')
    expect(credentials).to.deep.equal({ authorization: 'Bearer theirs' })
  })
})
