import { expect } from 'chai'
import { shownHeaders, shownUrl } from '../../src/recording/shown.ts'

/** What vendors, proxies and clients put credentials, accounts and addresses into. */
const carriers = [
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'x-goog-user-project',
  'x-amz-security-token',
  'x-amz-content-sha256',
  'x-claudecodex-key',
  'x-claude-code-api-key',
  'x-claude-code-auth-token',
  'x-claude-code-session-cookie',
  'x-claude-code-client-secret',
  'anthropic-organization-id',
  'anthropic-api-key',
  'anthropic-auth-token',
  'openai-organization',
  'openai-project',
  'cookie',
  'set-cookie',
  'www-authenticate',
  'x-forwarded-for',
  'x-real-ip',
  'x-auth-token',
  'x-litellm-api-key',
  'cf-access-client-secret',
  'cf-aig-authorization',
  'helicone-auth',
  'x-portkey-api-key',
  'x-stainless-api-key',
  'x-ratelimit-1',
  'x-unknown',
  '__proto__',
  'constructor',
  '',
]

describe('the headers that are recorded', () => {
  for (const name of carriers) {
    it(`lack ${name || 'one without a name'}, in whatever letters`, () => {
      for (const spelled of [name, name.toUpperCase(), ` ${name}`, `${name}\n`, `user-agent\n${name}`])
        expect(shownHeaders(JSON.parse(`{${JSON.stringify(spelled)}:"secret"}`))).to.deep.equal({})
    })
  }

  it('are those that are known to be harmless, as they are', () => {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'claude-cli/2.1.330 (external, cli)',
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'a,b',
      'anthropic-ratelimit-input-tokens-remaining': '1000',
      'anthropic-ratelimit-unified-status': 'allowed',
      'x-app': 'cli',
      'x-claude-code-session-id': 's',
      'x-claude-code-agent-id': 'a',
      'x-stainless-retry-count': '0',
      'x-stainless-helper-method': 'stream',
      'request-id': 'req_1',
      'x-request-id': 'req_2',
      'x-amzn-requestid': 'r',
      'retry-after': '5',
      'x-ratelimit-remaining-tokens': '7',
      server: 'cloudflare',
    }
    expect(shownHeaders({ ...headers, 'x-api-key': 'secret' })).to.deep.equal(headers)
    expect(shownHeaders(headers)).to.deep.equal(headers)
  })
})

describe('the address that is recorded', () => {
  const cases: readonly (readonly [what: string, url: string, shown: string])[] = [
    [
      'is as it is where nothing in it signs',
      'https://h.example/v1/messages',
      'https://h.example/v1/messages',
    ],
    ['has no login', 'https://anna:pass%40word@h.example:8443/v1', 'https://h.example:8443/v1'],
    ['has no name without a password', 'http://token@127.0.0.1:9/v1', 'http://127.0.0.1:9/v1'],
    [
      'keeps harmless parameters only',
      'https://h.example/v1?key=AIza1&beta=true&alt=sse&key=AIza2&api-version=2024-10-21',
      'https://h.example/v1?key=***&beta=true&alt=sse&key=***&api-version=2024-10-21',
    ],
    ['takes a name alone for a key', 'https://h.example/v1?f8Kq2Lw9Zx7Vb3Nm', 'https://h.example/v1?***='],
    ['takes a name alone for a key', 'https://h.example/v1?a&f8Kq=', 'https://h.example/v1?***=&***='],
    ['has nothing behind #', 'https://h.example/v1#access_token=secret', 'https://h.example/v1'],
    ['is nothing where it is no address', 'not an address with secret', ''],
    ['is nothing where it is empty', '', ''],
    ['is nothing without a protocol that we know', 'anna:secret@h.example/v1', ''],
    ['is nothing that holds content', 'data:text/plain,secret', ''],
    ['is nothing of the disk', 'file:///home/anna/secret', ''],
  ]
  for (const [what, url, shown] of cases) {
    it(`${what}: ${url}`, () => {
      expect(shownUrl(url)).to.equal(shown)
      expect(shownUrl(url)).to.equal(shown)
    })
  }

  it('is the same however many there were before', () => {
    for (let index = 0; index < 500; index += 1)
      expect(shownUrl(`https://h.example/${index}?key=secret`)).to.equal(`https://h.example/${index}?key=***`)
  })
})
