import { expect } from 'chai'
import { chainOf } from '../support/gateway.ts'
import { closeServers, plain, serve } from '../support/server.ts'

afterEach(closeServers)

const page = (path: string, text: string) => ({
  name: 'pages',
  routes: [
    {
      path,
      handle: ({ query }: { query: Readonly<Record<string, string>> }) => ({
        status: 201,
        headers: { 'x-page': '1' },
        body: text + (query.q ?? ''),
      }),
    },
  ],
})

describe('a page of a plugin', () => {
  it('is served under its path, with its query', async () => {
    const { url } = await serve({ plugins: [page('/mine', 'hi ')] })
    const answer = await plain(`${url}/mine?q=there`)
    expect(answer).to.include({ status: 201, text: 'hi there' })
    expect(answer.headers['x-page']).to.equal('1')
  })

  it('is not served for other methods, nor under /v1', async () => {
    const { url } = await serve({ plugins: [page('/mine', 'hi'), page('/v1/mine', 'hi')] })
    expect((await plain(`${url}/mine`, { method: 'POST' })).status).to.equal(404)
    expect((await plain(`${url}/v1/mine`)).status).to.equal(404)
  })

  it('changes with a reload', async () => {
    const { url, gateway } = await serve({ plugins: [page('/mine', 'old')] })
    await gateway.replace(chainOf({ plugins: [{ ...page('/mine', 'new'), name: 'other' }] }))
    expect((await plain(`${url}/mine`)).text).to.equal('new')
  })
})
