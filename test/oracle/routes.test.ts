import http from 'node:http'
import { expect } from 'chai'
import { demo } from '../../src/backends/demo/index.ts'
import { type OracleProxy, startOracleProxy } from './proxy.ts'
import { apiKey, clientOf, sdks } from './sdks.ts'

const body = JSON.stringify({
  model: 'claude-sonnet-5-5',
  max_tokens: 64,
  messages: [{ role: 'user', content: 'hi' }],
})

interface RawAnswer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly text: string
}

/** Names and cases of headers as a test writes them, which fetch would change. */
const ask = (
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  sent?: string,
): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const length = sent === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(sent)) }
    const request = http.request(url, { method, headers: { ...length, ...headers } }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    })
    request.on('error', reject)
    request.end(sent)
  })

describe('the routes as clients call them', () => {
  let proxy: OracleProxy
  before(async () => {
    proxy = await startOracleProxy({ backends: { demo: demo({ pace: false }) } })
  })
  after(() => proxy.close())

  for (const query of ['', '?beta=true', '?', '?beta=true&unknown=1&']) {
    it(`case 119: a message is answered at /v1/messages${query}`, async () => {
      const answer = await ask(`${proxy.url}/v1/messages${query}`, 'POST', {}, body)
      expect(answer.status, answer.text).to.equal(200)
      expect(JSON.parse(answer.text)).to.include({ type: 'message', role: 'assistant' })
    })
  }

  const versions = ['2023-06-01', '2026-10-21', '2099-01-01', undefined]
  for (const version of versions) {
    it(`case 119: anthropic-version ${version ?? 'absent'} works`, async () => {
      const headers = version === undefined ? {} : { 'anthropic-version': version }
      const answer = await ask(`${proxy.url}/v1/messages`, 'POST', headers, body)
      expect(answer.status, answer.text).to.equal(200)
    })
  }

  it('case 119: header names in upper case work', async () => {
    const headers = {
      'X-API-KEY': apiKey,
      'ANTHROPIC-VERSION': '2023-06-01',
      'ANTHROPIC-BETA': 'made-up-2030-01-01',
      'CONTENT-TYPE': 'APPLICATION/JSON',
    }
    const answer = await ask(`${proxy.url}/v1/messages?beta=true`, 'POST', headers, body)
    expect(answer.status, answer.text).to.equal(200)
  })

  it('case 119: GET /v1/messages is refused with an error of the API in JSON', async () => {
    const answer = await ask(`${proxy.url}/v1/messages`, 'GET', {})
    expect(answer.status).to.equal(405)
    expect(answer.headers['content-type']).to.match(/^application\/json/)
    expect(JSON.parse(answer.text)).to.have.nested.property('error.type', 'invalid_request_error')
  })

  it('case 119: HEAD / answers 200 without a body', async () => {
    const answer = await ask(`${proxy.url}/`, 'HEAD', {})
    expect(answer).to.include({ status: 200, text: '' })
  })

  it('an unknown path is a 404 of the API, never a 200', async () => {
    const answer = await ask(`${proxy.url}/v1/nothing/here`, 'POST', {}, '{}')
    expect(answer.status).to.equal(404)
    expect(JSON.parse(answer.text)).to.have.nested.property('error.type', 'not_found_error')
    expect(answer.headers['request-id']).to.match(/^req_/)
  })
})

describe('the client key', () => {
  const key = 'a-key-of-the-proxy'
  const wrong = 'a-key-of-another-proxy'
  let proxy: OracleProxy
  before(async () => {
    proxy = await startOracleProxy({
      backends: { demo: demo({ pace: false }) },
      settings: { clientKey: key },
    })
  })
  after(() => proxy.close())

  const forms: readonly [string, Readonly<Record<string, string>>, number][] = [
    ['as x-api-key', { 'x-api-key': key }, 200],
    ['as a bearer token', { authorization: `Bearer ${key}` }, 200],
    ['in both', { 'x-api-key': key, authorization: `Bearer ${key}` }, 200],
    [
      "as x-claudecodex-key beside the provider's own",
      { 'x-claudecodex-key': key, 'x-api-key': apiKey },
      200,
    ],
    ['wrong in x-api-key', { 'x-api-key': wrong }, 401],
    ['wrong as a bearer token', { authorization: `Bearer ${wrong}` }, 401],
    ['cut short', { 'x-api-key': key.slice(0, -1) }, 401],
    ['missing', {}, 401],
  ]
  for (const [form, headers, status] of forms) {
    it(`case 118: the key ${form} gives ${status}`, async () => {
      const answer = await ask(`${proxy.url}/v1/messages`, 'POST', headers, body)
      expect(answer.status, answer.text).to.equal(status)
      if (status === 200) return
      expect(JSON.parse(answer.text)).to.have.nested.property('error.type', 'authentication_error')
      // Claude Code would repeat a 401 for minutes.
      expect(answer.headers['x-should-retry']).to.equal('false')
      expect(answer.text).not.to.include(key)
    })
  }

  for (const sdk of sdks) {
    it(`case 118: ${sdk.name} is let in by its API key and by its auth token`, async () => {
      const request = {
        model: 'claude-sonnet-5-5',
        max_tokens: 64,
        messages: [{ role: 'user' as const, content: 'hi' }],
      }
      for (const auth of [
        { apiKey: key, authToken: null },
        { apiKey: null, authToken: key },
      ]) {
        const client = clientOf(sdk, proxy.url).withOptions(auth)
        expect(await client.messages.create(request)).to.include({ type: 'message' })
      }
    })

    it(`case 118: ${sdk.name} sees a wrong key as its AuthenticationError`, async () => {
      const { AuthenticationError } = sdk.Client
      const refused = await clientOf(sdk, proxy.url)
        .models.list()
        .catch((error: unknown) => error)
      expect(refused).to.be.instanceOf(AuthenticationError)
    })
  }
})
