import { expect } from 'chai'
import { InternalError, OverloadedError } from '../../src/anthropic/errors.ts'
import { isRefused, networkError } from '../../src/wire/errors.ts'
import { ProxyRefusal } from '../../src/wire/proxy.ts'

const place = { host: 'llm.example:8443' }
const proxied = { ...place, proxy: { url: new URL('http://proxy.corp:3128'), variable: 'HTTPS_PROXY' } }
const failure = (code: string, message = 'what the system says'): Error =>
  Object.assign(new Error(message), { code })

describe('a failure on the way to a provider', () => {
  for (const [code, words] of Object.entries({
    ECONNREFUSED: 'nothing listens there. Start the server',
    ENOTFOUND: 'there is no such host',
    EAI_AGAIN: 'cannot be looked up',
    ETIMEDOUT: 'does not respond',
    EHOSTUNREACH: 'no way to it',
    ENETUNREACH: 'no network',
    EPERM: 'firewall',
  })) {
    it(`by ${code} cannot reach the host, and says what to do`, () => {
      const error = networkError(failure(code), place, 'request')
      expect(error).to.include({ type: 'api_error', status: 500, shouldRetry: undefined })
      expect(error.message)
        .to.contain(`Cannot reach llm.example:8443: `)
        .and.contain(words)
        .and.contain(`(${code})`)
    })
  }
  for (const code of [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
  ]) {
    it(`by ${code} names the settings for authorities`, () => {
      const error = networkError(failure(code), place, 'request')
      expect(error).to.include({ type: 'api_error', shouldRetry: false })
      expect(error.message).to.contain('NODE_EXTRA_CA_CERTS').and.contain('`ca`')
    })
  }
  it('by a certificate that no authority mends says what is wrong with it', () => {
    const messageOf = (code: string): string => networkError(failure(code), place, 'request').message
    expect(messageOf('CERT_HAS_EXPIRED')).to.contain('expired').and.not.contain('`ca`')
    expect(messageOf('ERR_TLS_CERT_ALTNAME_INVALID')).to.contain('other names')
  })
  it('by TLS or HTTP that is none tells what was said', () => {
    const tls = networkError(failure('EPROTO', 'wrong version\nnumber'), place, 'request')
    expect(tls.message).to.contain('wrong version number').and.contain('http://')
    const http = networkError(
      failure('HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/'),
      place,
      'request',
    )
    expect(http.message).to.contain('did not answer in HTTP: Parse Error')
  })
  for (const code of ['ECONNRESET', 'EPIPE']) {
    it(`by ${code} before the answer is overload, which is tried again`, () => {
      const error = networkError(failure(code), place, 'request')
      expect(error).to.include({ type: 'overloaded_error', status: 529 })
      expect(error.message).to.contain('llm.example:8443 closed the connection without an answer')
    })
  }
  it('of any kind inside the answer is overload too', () => {
    for (const code of ['ECONNRESET', 'Z_DATA_ERROR', 'HPE_INVALID_CHUNK_SIZE']) {
      const error = networkError(failure(code), place, 'answer')
      expect(error).to.include({ type: 'overloaded_error' })
      expect(error.message).to.contain(`in the middle of its answer (${code})`)
    }
  })
  it('names the proxy and the variable behind it', () => {
    const refused = networkError(failure('ECONNREFUSED'), proxied, 'request').message
    expect(refused).to.contain('through the proxy proxy.corp:3128 (HTTPS_PROXY)')
    const denied = networkError(new ProxyRefusal('407'), proxied, 'request')
    expect(denied).to.include({ shouldRetry: false })
    expect(denied.message).to.contain('http://user:password@host:port')
    expect(networkError(new ProxyRefusal('503'), proxied, 'request').message).to.contain('answered 503')
  })
  it('shows nothing that stands before an @', () => {
    const error = networkError(failure('ESTRANGE', 'at https://me:canary@llm.example/v1'), place, 'request')
    expect(error.message).to.contain('at https://llm.example/v1').and.not.contain('canary')
  })
  it('that is already one of ours stays itself', () => {
    const own = new InternalError('own')
    expect(networkError(own, place, 'request')).to.equal(own)
  })
  it('of no known kind is still told', () => {
    expect(networkError('odd', place, 'request').message).to.equal(
      'Cannot reach llm.example:8443: odd (no code).',
    )
    expect(networkError(undefined, place, 'request').message).to.contain('undefined')
  })
  it('is worth repeating at once only where nothing was sent', () => {
    expect(isRefused(networkError(failure('ECONNREFUSED'), place, 'request'))).to.equal(true)
    expect(isRefused(networkError(failure('ECONNRESET'), place, 'request'))).to.equal(false)
    expect(isRefused(new OverloadedError('x'))).to.equal(false)
    expect(isRefused(failure('ECONNREFUSED'))).to.equal(false)
  })
})
