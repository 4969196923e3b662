import { expect } from 'chai'
import { upstreamOf } from '../../../src/backends/anthropic/upstream.ts'

describe('the upstream of the anthropic backend', () => {
  it('is Anthropic’s own API unless another one is named', () => {
    expect(upstreamOf({})).to.include({
      base: 'https://api.anthropic.com',
      host: 'api.anthropic.com',
      isTrusted: true,
    })
  })
  it('may be written with a path, with or without /v1 and slashes', () => {
    for (const path of ['', '/', '/v1', '/v1/']) {
      expect(upstreamOf({ baseUrl: `http://127.0.0.1:1234${path}` }).base).to.equal('http://127.0.0.1:1234')
      expect(upstreamOf({ baseUrl: `https://llm.example/anthropic${path}` }).base).to.equal(
        'https://llm.example/anthropic',
      )
    }
  })
  it('turns a login in its URL into a header that is not shown', () => {
    const upstream = upstreamOf({ baseUrl: 'https://me:p%40ss@llm.example/x' })
    expect(upstream).to.include({ base: 'https://llm.example/x', origin: 'https://llm.example' })
    expect(upstream.headers).to.deep.equal({
      authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    })
  })
  it('has the configured headers in lower case', () => {
    expect(upstreamOf({ headers: { 'CF-Access-Client-Id': 'a' } }).headers).to.deep.equal({
      'cf-access-client-id': 'a',
    })
  })
  it('refuses what is no URL without repeating it', () => {
    for (const baseUrl of ['llm.canary', 'ftp://canary.example', '']) {
      expect(() => upstreamOf({ baseUrl }))
        .to.throw(/must begin with http/)
        .and.not.property('message', 'canary')
    }
  })
})
