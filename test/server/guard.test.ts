import { expect } from 'chai'
import type { ErrorBody } from '../../src/anthropic/errors.ts'
import { requestOf } from '../support/gateway.ts'
import { closeServers, plain, postMessages, serve } from '../support/server.ts'

afterEach(closeServers)

describe('the host name of a request', () => {
  it('may be an address, localhost, or one that containers use', async () => {
    const { url } = await serve()
    for (const host of [
      '127.0.0.1:1',
      'localhost',
      '[::1]:8082',
      '192.168.1.5',
      'host.docker.internal:8082',
      'a.localhost',
    ]) {
      expect((await plain(`${url}/health`, { headers: { host } })).status, host).to.equal(200)
    }
  })

  it('is refused when nobody knows it, naming the flag (DNS rebinding)', async () => {
    const { url } = await serve()
    const { status, text } = await plain(`${url}/health`, { headers: { host: 'evil.example' } })
    expect(status).to.equal(403)
    expect((JSON.parse(text) as ErrorBody).error.message).to.contain('--allow-host evil.example')
  })

  it('is known once it is allowed', async () => {
    const { url } = await serve({ settings: { allowHosts: ['Proxy.Example'] } })
    expect((await plain(`${url}/health`, { headers: { host: 'proxy.example:80' } })).status).to.equal(200)
  })
})

describe('a page of another origin', () => {
  it('cannot use the proxy', async () => {
    const { url } = await serve()
    for (const origin of ['https://evil.example', 'null', 'http://localhost:3000']) {
      expect((await plain(`${url}/health`, { headers: { origin } })).status, origin).to.equal(403)
    }
  })

  it('may when it is our own, or its host is allowed', async () => {
    const { url } = await serve({ settings: { allowHosts: ['app.example'] } })
    for (const origin of [url, 'https://app.example']) {
      expect((await plain(`${url}/health`, { headers: { origin } })).status, origin).to.equal(200)
    }
  })
})

describe('the client key (case 118)', () => {
  const asking = async (headers: Record<string, string>) => {
    const { url } = await serve({ settings: { clientKey: 'right' } })
    return (await postMessages(url, requestOf('hi'), headers)).status
  }

  it('comes as x-api-key, as a bearer token, or as a header of its own', async () => {
    expect(await asking({ 'x-api-key': 'right' })).to.equal(200)
    expect(await asking({ authorization: 'Bearer right' })).to.equal(200)
    expect(await asking({ 'x-api-key': 'right', authorization: 'Bearer right' })).to.equal(200)
    expect(await asking({ 'x-claudecodex-key': 'right', 'x-api-key': "the provider's" })).to.equal(200)
  })

  it('is asked for when it is wrong or missing, without an invitation to retry', async () => {
    const { url } = await serve({ settings: { clientKey: 'right' } })
    for (const headers of [{ 'x-api-key': 'wrong' }, { authorization: 'Basic right' }, {}]) {
      const answer = await postMessages(url, requestOf('hi'), headers as Record<string, string>)
      expect(answer.status).to.equal(401)
      expect(answer.headers.get('x-should-retry')).to.equal('false')
      expect(((await answer.json()) as ErrorBody).error.type).to.equal('authentication_error')
    }
  })

  it('guards the health page too, but not the probe of the root', async () => {
    const { url } = await serve({ settings: { clientKey: 'right' } })
    expect((await plain(`${url}/health`)).status).to.equal(401)
    expect((await plain(url)).status).to.equal(200)
  })
})
