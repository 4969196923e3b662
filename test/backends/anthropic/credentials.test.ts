import { expect } from 'chai'
import { keysFor, sign } from '../../../src/backends/anthropic/credentials.ts'
import { type AnthropicOptions, upstreamOf } from '../../../src/backends/anthropic/upstream.ts'
import type { Credentials } from '../../../src/core/credentials.ts'
import { makeCall } from '../../support/call.ts'

const key = { 'x-api-key': 'sk-ant-api03-client' }
const token = { authorization: 'Bearer gateway-token' }
const subscription = { authorization: 'Bearer sk-ant-oat01-client' }
const older = { 'anthropic-version': '2023-06-01' }

const signed = (
  options: AnthropicOptions,
  credentials: Credentials | undefined,
  headers: Readonly<Record<string, string>> = older,
) => sign(makeCall({ headers, ...(credentials && { credentials }) }), upstreamOf(options))

const refusal = (options: AnthropicOptions, credentials?: Credentials) => {
  try {
    signed(options, credentials)
  } catch (error) {
    return error as Error & { readonly shouldRetry?: boolean; readonly type?: string }
  }
  throw new Error('nothing was refused')
}

describe('credentials for Anthropic’s own host', () => {
  for (const [name, credentials] of Object.entries({
    'a key': key,
    'a bearer': token,
    both: { ...key, ...token },
    'a subscription': subscription,
  })) {
    it(`are the client’s where it sends ${name}, ahead of a configured key`, () => {
      const expected = { headers: credentials, isOurKey: false }
      expect(signed({}, credentials)).to.deep.equal(expected)
      expect(signed({ apiKey: 'ours' }, credentials)).to.deep.equal(expected)
      expect(signed({ apiKey: 'ours', credentials: 'client' }, credentials)).to.deep.equal(expected)
    })
  }
  it('are the configured key where the client sends none', () => {
    expect(signed({ apiKey: 'ours' }, undefined)).to.deep.equal({
      headers: { 'x-api-key': 'ours' },
      isOurKey: true,
    })
  })
  it('are the configured key where the configuration wants that', () => {
    for (const credentials of [key, token, { ...key, ...token }]) {
      expect(signed({ apiKey: 'ours', credentials: 'configured' }, credentials)).to.deep.equal({
        headers: { 'x-api-key': 'ours' },
        isOurKey: true,
      })
    }
  })
  it('never replace the token of a subscription', () => {
    const options = { apiKey: 'ours', credentials: 'configured' } as const
    expect(signed(options, subscription).headers).to.deep.equal(subscription)
    const marked = { ...older, 'anthropic-beta': 'claude-code-20250219,oauth-2025-04-20' }
    expect(signed(options, { authorization: 'Bearer opaque' }, marked).headers).to.deep.equal({
      authorization: 'Bearer opaque',
    })
  })
  it('are a bearer in the newer version of the API, and for a configured token of a subscription', () => {
    const newer = { 'anthropic-version': '2026-10-21' }
    expect(signed({ apiKey: 'ours' }, undefined, newer).headers).to.deep.equal({
      authorization: 'Bearer ours',
    })
    expect(signed({ apiKey: 'sk-ant-oat01-x' }, undefined).headers).to.deep.equal({
      authorization: 'Bearer sk-ant-oat01-x',
    })
    expect(signed({ apiKey: 'ours' }, undefined, {}).headers).to.deep.equal({ 'x-api-key': 'ours' })
  })
  it('are missed in a sentence that says what to set, and that no retry mends', () => {
    const error = refusal({})
    expect(error).to.include({ type: 'authentication_error', shouldRetry: false })
    expect(error.message).to.contain('/login').and.contain('ANTHROPIC_API_KEY')
    expect(refusal({ credentials: 'configured' }, key).message).to.contain('`credentials: "configured"`')
  })
})

describe('credentials for another host', () => {
  const elsewhere = { baseUrl: 'https://llm.example/anthropic' }

  it('are never the client’s, a subscription’s token least of all', () => {
    for (const credentials of [key, token, subscription, { ...key, ...subscription }]) {
      const error = refusal(elsewhere, credentials)
      expect(error).to.include({ type: 'authentication_error', shouldRetry: false })
      expect(error.message).to.contain('llm.example').and.contain('`apiKey`').and.contain('trusted: true')
      expect(signed({ ...elsewhere, apiKey: 'ours' }, credentials)).to.deep.equal({
        headers: { 'x-api-key': 'ours' },
        isOurKey: true,
      })
    }
  })
  it('are the client’s where the configuration trusts the host', () => {
    expect(signed({ ...elsewhere, trusted: true, apiKey: 'ours' }, token)).to.deep.equal({
      headers: token,
      isOurKey: false,
    })
  })
  it('are the client’s for no look-alike of Anthropic’s host', () => {
    for (const baseUrl of [
      'http://api.anthropic.com',
      'https://api.anthropic.com.llm.example',
      'https://api.anthropic.com:8443',
      'https://api.anthropic.com@llm.example',
    ]) {
      expect(refusal({ baseUrl }, key).message).to.contain('trusted: true')
    }
    expect(signed({ baseUrl: 'https://API.anthropic.com:443/v1/' }, key).headers).to.deep.equal(key)
  })
})

describe('the labels of credentials', () => {
  const labels = (options: AnthropicOptions, credentials?: Credentials) =>
    keysFor(makeCall({ headers: older, ...(credentials && { credentials }) }), upstreamOf(options))

  it('are those of the configured keys where these are sent', () => {
    expect(labels({ apiKeys: ['ours-1', 'ours-2'] })).to.deep.equal(['key 1', 'key 2'])
    expect(labels({ apiKey: 'ours', credentials: 'configured' }, key)).to.deep.equal(['key 1'])
    expect(labels({ apiKey: 'ours', baseUrl: 'https://llm.example' }, key)).to.deep.equal(['key 1'])
  })
  it('tell one client from another, and nothing about either', () => {
    const [first = '', ...rest] = labels({ apiKey: 'ours' }, key)
    const [other] = labels({}, subscription)
    expect(rest).to.deep.equal([])
    expect(first).to.match(/^client [0-9a-f]{6}$/)
    expect(other)
      .to.match(/^client [0-9a-f]{6}$/)
      .and.not.to.equal(first)
    expect(labels({}, { ...key, ...token })).not.to.include(first)
    expect(labels({}, key)).to.deep.equal([first])
  })
  it('are none where there is nothing to send', () => expect(labels({})).to.deep.equal([]))
  it('say which key is sent', () => {
    const upstream = upstreamOf({ apiKeys: ['ours-1', 'ours-2'] })
    const call = makeCall({ headers: older })
    expect(sign(call, upstream, 'key 2').headers).to.deep.equal({ 'x-api-key': 'ours-2' })
    expect(sign(call, upstream).headers).to.deep.equal({ 'x-api-key': 'ours-1' })
  })
})
