import { expect } from 'chai'
import { clientHeaders, responseHeaders, upstreamHeaders, withAnswerHeaders } from '../../src/core/headers.ts'

const fromClient = {
  'Anthropic-Beta': 'claude-code-20250219,new-beta-2030-01-01',
  'anthropic-version': '2023-06-01',
  'x-claude-code-session-id': 'a',
  'X-Stainless-Lang': 'js',
  'x-app': 'cli',
  'user-agent': 'claude-cli/2.1.330 (external, cli)',
  'content-type': 'application/json',
  accept: 'application/json',
}
const secrets = {
  authorization: 'Bearer canary',
  'x-api-key': 'canary',
  'x-claudecodex-key': 'canary',
  cookie: 'canary',
  'proxy-authorization': 'canary',
  'x-goog-api-key': 'canary',
  'x-my-gateway-token': 'canary',
}
const ofTheHop = {
  connection: 'keep-alive',
  host: 'localhost',
  'content-length': '2',
  'transfer-encoding': 'chunked',
  'accept-encoding': 'gzip',
  te: 'trailers',
}
const lowered = Object.fromEntries(
  Object.entries(fromClient).map(([name, value]) => [name.toLowerCase(), value]),
)

describe('the headers of a client', () => {
  it('are seen inside where they are listed, in lower case, and no others', () => {
    const seen = clientHeaders({ ...fromClient, ...secrets, ...ofTheHop, 'accept-language': 'de' })
    expect(seen).to.deep.equal({ ...lowered, 'accept-language': 'de' })
  })
  it('travel on where they belong to the API or the client, secrets and the hop’s own never', () => {
    expect(
      upstreamHeaders({ ...fromClient, ...secrets, ...ofTheHop, 'accept-language': 'de' }),
    ).to.deep.equal(lowered)
  })
  it('are capped inside, but no list of betas is cut', () => {
    const betas = 'some-beta-2026-01-01,'.repeat(400)
    const seen = clientHeaders({ 'x-claude-code-prompt-id': 'x'.repeat(5000), 'anthropic-beta': betas })
    expect(seen['x-claude-code-prompt-id']).to.have.length(1024)
    expect(seen['anthropic-beta']).to.equal(betas)
  })
  it('are joined where they came several times', () => {
    expect(clientHeaders({ 'anthropic-beta': ['a', 'b'], 'x-app': undefined })).to.deep.equal({
      'anthropic-beta': 'a, b',
    })
  })
})

describe('the headers of an answer', () => {
  const kept = {
    'request-id': 'req_1',
    'retry-after': '3',
    'x-should-retry': 'false',
    'anthropic-ratelimit-unified-status': 'allowed',
    'anthropic-organization-id': 'o',
    'content-type': 'text/event-stream',
  }

  it('reach the client, those of the hop, of the encoding and of the host excepted', () => {
    const dropped = {
      ...ofTheHop,
      'content-encoding': 'gzip',
      'set-cookie': ['a=1'],
      'alt-svc': 'h3=":443"',
      'proxy-authenticate': 'Basic',
    }
    const { host: _, 'accept-encoding': __, ...rest } = dropped
    expect(responseHeaders({ ...kept, ...rest })).to.deep.equal(kept)
  })
  it('do not reach it where `connection` names them', () => {
    expect(responseHeaders({ ...kept, connection: 'close, X-Hop', 'x-hop': '1' })).to.deep.equal(kept)
  })
})

describe('the headers that plugins want of an answer', () => {
  const upstream = { 'request-id': 'up_1', 'anthropic-ratelimit-requests-limit': '50', 'retry-after': '9' }

  it('are laid over those of the upstream, whatever their case', () => {
    expect(withAnswerHeaders(upstream, { 'Retry-After': '60', 'x-mine': '1' })).to.deep.equal({
      ...upstream,
      'retry-after': '60',
      'x-mine': '1',
    })
  })
  it('take some away, by name or by how they begin', () => {
    expect(withAnswerHeaders(upstream, { 'retry-after': null })).not.to.have.property('retry-after')
    const given = { 'anthropic-ratelimit-*': null, 'anthropic-ratelimit-unified-status': 'allowed' }
    expect(withAnswerHeaders(upstream, given)).to.deep.equal({
      'request-id': 'up_1',
      'retry-after': '9',
      'anthropic-ratelimit-unified-status': 'allowed',
    })
  })
  it('say nothing of the connection, the body, cookies, or what the server says itself', () => {
    const given = {
      connection: 'close',
      'content-length': '1',
      'content-type': 'text/html',
      'set-cookie': 'a=b',
      'request-id': 'mine',
      'x-claudecodex-model': 'other',
    }
    expect(withAnswerHeaders({}, given)).to.deep.equal({})
    expect(withAnswerHeaders(upstream, { '*': null })).to.deep.equal({ 'request-id': 'up_1' })
  })
  it('cost nothing where there are none', () => expect(withAnswerHeaders(upstream)).to.equal(upstream))
})
