import { expect } from 'chai'
import type { ErrorBody } from '../../src/anthropic/errors.ts'
import { requestOf } from '../support/gateway.ts'
import { closeServers, plain, serve } from '../support/server.ts'

afterEach(closeServers)

describe('paths (case 119)', () => {
  it('are matched whatever the query and the trailing slash', async () => {
    const { url } = await serve()
    const body = JSON.stringify(requestOf('hi'))
    for (const path of ['/v1/messages', '/v1/messages?beta=true', '/v1/messages?x=1&y', '/v1/messages/']) {
      expect((await plain(url + path, { method: 'POST', body })).status, path).to.equal(200)
    }
  })

  it('take header names in any case and every version of the API, or none', async () => {
    const { url } = await serve()
    const body = JSON.stringify(requestOf('hi'))
    for (const headers of [
      { 'ANTHROPIC-VERSION': '2023-06-01', 'X-API-KEY': 'k' },
      { 'Anthropic-Version': '2026-10-21', Authorization: 'Bearer k' },
      { 'anthropic-version': '2099-01-01' },
      {},
    ]) {
      expect((await plain(`${url}/v1/messages`, { method: 'POST', body, headers })).status).to.equal(200)
    }
  })

  it('answer a wrong method and an unknown path in JSON', async () => {
    const { url } = await serve()
    const wrong: readonly [string, string, number][] = [
      ['GET', '/v1/messages', 405],
      ['DELETE', '/v1/messages/count_tokens', 405],
      ['POST', '/v1/complete', 404],
      ['GET', '/favicon.ico', 404],
      ['POST', '/', 404],
      ['GET', '/v1/../etc/passwd', 404],
    ]
    for (const [method, path, status] of wrong) {
      const answer = await plain(url + path, { method })
      expect(answer.status, path).to.equal(status)
      expect((JSON.parse(answer.text) as ErrorBody).type).to.equal('error')
    }
  })

  it('answer probes of the root at once', async () => {
    const { url } = await serve()
    expect((await plain(url, { method: 'HEAD' })).status).to.equal(200)
    expect(JSON.parse((await plain(url)).text)).to.include({ name: 'claudecodex' })
  })
})
