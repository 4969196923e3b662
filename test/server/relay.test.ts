import { expect } from 'chai'
import type { Backend, RelayRequest } from '../../src/core/backend.ts'
import { backendOf, saying } from '../support/gateway.ts'
import { closeServers, plain, serve } from '../support/server.ts'

afterEach(closeServers)

const relaying = (seen: RelayRequest[]): Backend =>
  backendOf(saying('x'), {
    relay: async request => {
      seen.push(request)
      return {
        status: 201,
        headers: { 'x-upstream': 'yes', 'transfer-encoding': 'chunked' },
        body: (async function* () {
          yield Buffer.from('{"a":')
          yield Buffer.from('1}')
        })(),
      }
    },
  })

describe('any other path under /v1', () => {
  it('is carried to a backend that speaks the API, with method, query and body', async () => {
    const seen: RelayRequest[] = []
    const { url } = await serve({ backend: relaying(seen) })
    const answer = await plain(`${url}/v1/files?limit=3`, { method: 'POST', body: 'abc' })
    expect(answer).to.include({ status: 201, text: '{"a":1}' })
    expect(answer.headers['x-upstream']).to.equal('yes')
    expect(seen).to.deep.equal([{ method: 'POST', path: '/v1/files?limit=3', body: Buffer.from('abc') }])
  })

  it('carries the list of models too', async () => {
    const seen: RelayRequest[] = []
    const { url } = await serve({ backend: relaying(seen) })
    expect((await plain(`${url}/v1/models?limit=1000`)).text).to.equal('{"a":1}')
    expect(seen[0]?.path).to.equal('/v1/models?limit=1000')
  })

  it('is not found where the backend speaks another', async () => {
    const { url } = await serve()
    expect((await plain(`${url}/v1/files`)).status).to.equal(404)
  })

  it('is refused with a body while a plugin redacts, unless the configuration lists it (rule 7)', async () => {
    const seen: RelayRequest[] = []
    const plugins = [{ name: 'redact', redacts: true }]
    const { url } = await serve({ backend: relaying(seen), plugins, settings: { forward: ['/v1/files'] } })
    const refused = await plain(`${url}/v1/messages/batches`, { method: 'POST', body: '{}' })
    expect(refused.status).to.equal(403)
    expect(refused.text).to.contain('server.forward')
    expect((await plain(`${url}/v1/files`, { method: 'POST', body: 'x' })).status).to.equal(201)
    expect((await plain(`${url}/v1/files/1`)).status).to.equal(201)
  })
})
