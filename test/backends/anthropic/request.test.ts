import { inspect } from 'node:util'
import { expect } from 'chai'
import { draftOf, type Outgoing, signedSend } from '../../../src/backends/anthropic/request.ts'
import { type AnthropicOptions, upstreamOf } from '../../../src/backends/anthropic/upstream.ts'
import type { WireRequest } from '../../../src/core/backend.ts'
import { makeCall } from '../../support/call.ts'

const bytes = Buffer.from('{"model":"m" }')
const outgoing: Outgoing = { method: 'POST', path: '/v1/messages?beta=true', bytes, isMessages: true }
const credentials = { authorization: 'Bearer canary-client' }
const secret = { apiKey: 'canary-key', headers: { 'X-Gateway-Key': 'canary-gateway' } }

const make = (options: AnthropicOptions = {}, headers: Readonly<Record<string, string>> = {}) => {
  const call = makeCall({ headers, credentials })
  const upstream = upstreamOf(options)
  const draft = draftOf(outgoing, call, upstream)
  return {
    draft,
    send: (request: WireRequest = draft) => signedSend(request, draft, outgoing, call, upstream).send,
  }
}

describe('a request to Anthropic, as plugins see it', () => {
  it('has the provider’s address and the client’s headers', () => {
    const { draft } = make({}, { 'anthropic-beta': 'a,b', 'x-app': 'cli', 'accept-language': 'de' })
    expect(draft).to.include({ method: 'POST', url: 'https://api.anthropic.com/v1/messages?beta=true' })
    expect(draft.headers).to.deep.equal({
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'a,b',
      'x-app': 'cli',
      'content-type': 'application/json',
    })
  })
  it('shows no credentials of anybody, however closely one looks', () => {
    const { draft } = make({ ...secret, baseUrl: 'https://me:canary-login@llm.example' })
    expect(draft.body).to.deep.equal({ model: 'm' })
    expect(inspect(draft, { depth: 20, showHidden: true, getters: true })).not.to.contain('canary')
  })
  it('keeps the version that the client names', () => {
    expect(make({}, { 'anthropic-version': '2026-10-21' }).draft.headers).to.include({
      'anthropic-version': '2026-10-21',
    })
  })
  it('calls a message JSON, whatever a hand-written client calls it', () => {
    const types = {
      'application/x-www-form-urlencoded': 'application/json',
      'application/json; charset=utf-8': undefined,
    }
    for (const [given, sent = given] of Object.entries(types)) {
      expect(make({}, { 'content-type': given }).draft.headers).to.include({ 'content-type': sent })
    }
  })
  it('has no body to look at where the bytes are no JSON', () => {
    const call = makeCall({ credentials })
    const draft = draftOf({ ...outgoing, bytes: Buffer.from('--b\r\n') }, call, upstreamOf({}))
    expect(draft.body).to.equal(undefined)
  })
})

describe('a request to Anthropic, as it is sent', () => {
  it('is the client’s own bytes, looked at or not', () => {
    const { draft, send } = make()
    expect(send().body).to.equal(bytes)
    expect(draft.body).to.deep.equal({ model: 'm' })
    expect(send().body).to.equal(bytes)
    expect(send({ ...draft, headers: { ...draft.headers, 'x-mine': '1' } }).body).to.equal(bytes)
  })
  it('is what a plugin made of it', () => {
    const { draft, send } = make()
    const headers = { ...draft.headers, 'anthropic-beta': 'mine' }
    expect(send({ ...draft, headers }).headers).to.include({ 'anthropic-beta': 'mine', ...credentials })
    expect(String(send({ ...draft, body: { model: 'other' } }).body)).to.equal('{"model":"other"}')
    expect(String(send({ ...draft, body: 'as it is' }).body)).to.equal('as it is')
    expect(send({ ...draft, body: bytes }).body).to.equal(bytes)
  })
  it('has the credentials and the configured headers', () => {
    expect(make(secret).send().headers).to.include({ ...credentials, 'x-gateway-key': 'canary-gateway' })
  })
  it('has the configured or a plugin’s own credentials in the place of any other', () => {
    const own = { authorization: 'Bearer gateway' }
    const { headers } = make({ ...secret, headers: own }).send()
    expect(headers).to.include(own).and.not.have.property('x-api-key')
    const { draft, send } = make(secret)
    const rotated = send({ ...draft, headers: { ...draft.headers, 'x-api-key': 'rotated' } })
    expect(rotated.headers).to.include({ 'x-api-key': 'rotated' }).and.not.have.property('authorization')
  })
  it('has no credentials at all where a plugin leads it to another host', () => {
    const { draft, send } = make(secret)
    const sent = send({ ...draft, url: 'https://elsewhere.example/v1/messages' })
    expect(sent.url).to.equal('https://elsewhere.example/v1/messages')
    expect(inspect(sent.headers)).not.to.contain('canary')
  })
  it('has the time limits of its backend', () => {
    expect(make({ timeouts: { idleMs: 5 } }).send().timeouts).to.deep.equal({ idleMs: 5 })
  })
})
